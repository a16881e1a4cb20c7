// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.metrics.MetricValue;
import dev.belady.train.TrainingEvent.Evaluated;
import dev.belady.train.TrainingEvent.Finished;
import dev.belady.train.TrainingEvent.Position;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingEvent.Reason;
import dev.belady.train.TrainingEvent.Saved;
import dev.belady.train.TrainingEvent.Started;
import dev.belady.train.TrainingTotals;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventLinesTest {
  private static final List<MetricValue> METRICS =
      List.of(new MetricValue("AUC", 0.8012345), new MetricValue("HitRate", Double.NaN));

  @Test
  void theStartSaysWhatIsTrainedAndHow() {
    Started started =
        new Started(
            "dlrm.json", "3 tables", 1_234_567, 0, 4096, 1, "vector", List.of("gpu is ignored"));
    assertThat(EventLines.started(started))
        .containsExactly(
            "dlrm.json: 3 tables",
            "1,234,567 dense parameters, batches of 4,096, 1 thread, kernels: vector",
            "notice: gpu is ignored");
  }

  @Test
  void anIterationBeginsLikeThatOfHugeCtr() {
    Progress progress =
        new Progress(
            Position.ofIterations(200, 1000, 819_200),
            0.5123456,
            0.001,
            1_212_345,
            0.12,
            5,
            42,
            TrainingTotals.NONE);
    assertThat(EventLines.iteration(progress, TrainingTotals.NONE, 200, 0.8123456))
        .isEqualTo(
            "Iter: 200 Time(200 iters): 0.812346s Loss: 0.512346 lr:0.001000"
                + " samples/s: 1.21M data wait: 12% left: 42 s");
  }

  @Test
  void anEvaluationBeginsLikeThatOfHugeCtr() {
    assertThat(EventLines.evaluated(new Evaluated(300, METRICS, 0.84)))
        .isEqualTo("Evaluation, AUC: 0.801235, HitRate: undefined (iteration 300, 0.8 s)");
  }

  @Test
  void theEndTellsTheAucAndTheBestReachable() {
    assertThat(EventLines.finished(new Finished(Reason.COMPLETED, 1000, METRICS, 0.8125, 61), null))
        .containsExactly(
            "Finished at iteration 1,000 after 1 min 01 s",
            "Last evaluation, AUC: 0.801235, HitRate: undefined (best reachable AUC: 0.812500)");
    assertThat(
            EventLines.finished(new Finished(Reason.AUC_REACHED, 1000, List.of(), null, 61), null))
        .containsExactly("Reached the AUC asked for at iteration 1,000 after 1 min 01 s");
  }

  @Test
  void anInterruptedRunSaysWhetherItsModelIsSafe() {
    Finished finished = new Finished(Reason.INTERRUPTED, 1000, List.of(), null, 61);
    String at = "Stopped at iteration 1,000 after 1 min 01 s; ";
    assertThat(EventLines.finished(finished, null)).containsExactly(at + "the model was not saved");
    assertThat(EventLines.finished(finished, new Saved(1000, List.of())))
        .containsExactly(at + "the model was saved");
    assertThat(EventLines.finished(finished, new Saved(800, List.of())))
        .containsExactly(at + "the model was last saved at iteration 800");
    assertThat(EventLines.saved(new Saved(800, List.of(Path.of("a"), Path.of("b")))))
        .isEqualTo("Saved the model of iteration 800: a b");
  }
}
