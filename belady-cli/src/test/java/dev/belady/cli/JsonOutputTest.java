// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.metrics.MetricValue;
import dev.belady.tier.MoveTotals;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingEvent.Evaluated;
import dev.belady.train.TrainingEvent.Finished;
import dev.belady.train.TrainingEvent.Position;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingEvent.Reason;
import dev.belady.train.TrainingEvent.RowsMoved;
import dev.belady.train.TrainingEvent.Saved;
import dev.belady.train.TrainingEvent.Started;
import dev.belady.train.TrainingEvent.Warning;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonOutputTest {
  private final StringWriter written = new StringWriter();

  private List<String> lines(int display, TrainingEvent... events) {
    JsonOutput output = new JsonOutput(new PrintWriter(written), display);
    for (TrainingEvent event : events) {
      output.on(event);
    }
    return written.toString().lines().toList();
  }

  private static Progress progress(long iteration) {
    return new Progress(
        Position.ofIterations(iteration, 100, 640), 0.5, 0.25, 1000, 0, 0.5, Double.NaN);
  }

  @Test
  void everyEventIsOneObject() {
    assertThat(
            lines(
                10,
                new Started("a \"b\".json", "m", 5, 6, 7, 8, "k", List.of("n")),
                progress(10),
                new Evaluated(10, List.of(new MetricValue("AUC", Double.NaN)), 0.5),
                new Warning("w"),
                new Saved(10, List.of(Path.of("x"))),
                new Finished(Reason.AUC_REACHED, 10, List.of(), null, 1.5)))
        .containsExactly(
            "{\"event\":\"started\",\"file\":\"a \\\"b\\\".json\",\"model\":\"m\","
                + "\"dense_parameters\":5,\"embedding_bytes\":6,\"batch_size\":7,\"threads\":8,"
                + "\"kernels\":\"k\",\"notices\":[\"n\"]}",
            "{\"event\":\"progress\",\"iteration\":10,\"iterations\":100,\"samples\":640,"
                + "\"loss\":0.5,\"learning_rate\":0.25,\"samples_per_second\":1000.0,"
                + "\"data_wait_fraction\":0.0,\"seconds_elapsed\":0.5,\"seconds_left\":null}",
            "{\"event\":\"evaluated\",\"iteration\":10,\"metrics\":{\"AUC\":null},\"seconds\":0.5}",
            "{\"event\":\"warning\",\"text\":\"w\"}",
            "{\"event\":\"saved\",\"iteration\":10,\"files\":[\"x\"]}",
            "{\"event\":\"finished\",\"reason\":\"auc_reached\",\"iteration\":10,\"metrics\":{},"
                + "\"best_reachable_auc\":null,\"seconds\":1.5}");
  }

  @Test
  void progressComesEveryDisplayIterations() {
    assertThat(lines(10, progress(9), progress(10), progress(11), progress(20))).hasSize(2);
    assertThat(lines(0, progress(10))).hasSize(2);
  }

  @Test
  void movedRowsAreOneObject() {
    MoveTotals moves = new MoveTotals(7, 2, 3, 300, 4, 400, 0, 0, 0);
    TierStatistics statistics =
        new TierStatistics(32, 1, 50, 0, 20, moves, 500_000_000, 250_000_000);
    assertThat(lines(1, new RowsMoved(9, statistics)))
        .containsExactly(
            "{\"event\":\"rows_moved\",\"iteration\":9,\"hit_rate\":0.75,\"frames\":50,"
                + "\"lookahead\":32,\"used_rows\":20,\"made_rows\":7,\"read_bytes\":300,"
                + "\"written_bytes\":400,\"store_wait_seconds\":0.5,\"data_wait_seconds\":0.25}");
    assertThat(statistics.describe())
        .startsWith("rows: 75.0% found in memory or new (50 frames, look-ahead 32)")
        .endsWith("training waited 0.5 s for them");
  }
}
