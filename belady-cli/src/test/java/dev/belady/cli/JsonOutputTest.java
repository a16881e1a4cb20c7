// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.metrics.MetricValue;
import dev.belady.popularity.CoverageEstimate;
import dev.belady.popularity.RateSchedule.Decision;
import dev.belady.popularity.RateSchedule.RateChange;
import dev.belady.train.HotStatistics;
import dev.belady.train.PhaseEnd;
import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingEvent.DataPassed;
import dev.belady.train.TrainingEvent.Evaluated;
import dev.belady.train.TrainingEvent.Finished;
import dev.belady.train.TrainingEvent.HotRowsUsed;
import dev.belady.train.TrainingEvent.MemoryUsed;
import dev.belady.train.TrainingEvent.PhaseTrained;
import dev.belady.train.TrainingEvent.Position;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingEvent.Reason;
import dev.belady.train.TrainingEvent.RowsMoved;
import dev.belady.train.TrainingEvent.Saved;
import dev.belady.train.TrainingEvent.Started;
import dev.belady.train.TrainingEvent.Warning;
import dev.belady.train.TrainingTotals;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class JsonOutputTest {
  private static final String NO_STALLS =
      "{\"data\":0.0,\"planner\":0.0,\"gate\":0.0,\"copies\":0.0,\"reads\":0.0,\"writes\":0.0,\"handover\":0.0}";

  private final StringWriter written = new StringWriter();

  private List<String> lines(int display, TrainingEvent... events) {
    JsonOutput output = new JsonOutput(new PrintWriter(written), display);
    for (TrainingEvent event : events) {
      output.on(event);
    }
    return written.toString().lines().toList();
  }

  private static Progress progress(long iteration) {
    return progress(iteration, TrainingTotals.NONE);
  }

  private static Progress progress(long iteration, TrainingTotals totals) {
    return new Progress(
        Position.ofIterations(iteration, 100, 640), 0.5, 0.25, 1000, 0, 0.5, Double.NaN, totals);
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
                + "\"data_wait_fraction\":0.0,\"seconds_elapsed\":0.5,\"seconds_left\":null,"
                + "\"stall_ms\":"
                + NO_STALLS
                + "}",
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
    assertThat(lines(1, new RowsMoved(9, TierTotals.tier(2), TierTotals.of(2))))
        .containsExactly(
            "{\"event\":\"rows_moved\",\"iteration\":9,\"policy\":\"cdlrm\",\"hit_rate\":0.75,"
                + "\"first_use_rate\":0.05,\"lookup_hit_rate\":0.875,\"frames\":50,"
                + "\"lookahead\":32,\"issue_distance\":1,\"used_rows\":2000,\"found_rows\":1500,"
                + "\"first_rows\":100,\"forwarded_rows\":60,\"read_bytes\":6291456,"
                + "\"written_bytes\":2097152,\"training_seconds\":2.0,"
                + "\"stall_ms\":{\"data\":4.0,\"planner\":0.0,\"gate\":0.0,\"copies\":0.0,\"reads\":500.0,"
                + "\"writes\":0.0,\"handover\":0.0}}");
  }

  @Test
  void hotRowsAreOneObject() {
    HotStatistics statistics = new HotStatistics(70, 4480, 1000, 713, 2, null);
    assertThat(lines(1, new HotRowsUsed(9, statistics)))
        .containsExactly(
            "{\"event\":\"hot_rows\",\"iteration\":9,\"rows\":70,\"bytes\":4480,"
                + "\"accesses\":1000,\"hot_accesses\":713,\"chosen_anew\":2}");
    CoverageEstimate estimate = new CoverageEstimate(500, false, 0.75, 0.625, 1, 3);
    String line =
        lines(1, new HotRowsUsed(0, new HotStatistics(70, 4480, 0, 0, 0, estimate))).getLast();
    assertThat(line)
        .contains(
            "\"chosen_anew\":0,\"sampled_inputs\":500,\"accesses_of_sample\":0.75,"
                + "\"accesses_expected\":0.625,\"accesses_lost\":0.0625,\"count_error\":3,"
                + "\"notices\":[\"about 6.3 points")
        .contains("belady.popularity.sample_rate")
        .contains("belady.popularity.count_memory");
  }

  @Test
  void usedMemoryIsOneObject() {
    assertThat(
            lines(
                1,
                new MemoryUsed(9, 1000, OptionalLong.of(1024)),
                new MemoryUsed(9, 1000, OptionalLong.empty())))
        .containsExactly(
            "{\"event\":\"memory\",\"iteration\":9,\"predicted_bytes\":1000,\"peak_bytes\":1024}",
            "{\"event\":\"memory\",\"iteration\":9,\"predicted_bytes\":1000,\"peak_bytes\":null}");
  }

  @Test
  void ratesAreThoseSinceTheEventBefore() {
    assertThat(lines(10, progress(10, TierTotals.of(1)), progress(20, TierTotals.of(3))).getLast())
        .endsWith(
            "\"seconds_left\":null,\"hit_rate\":0.75,\"first_use_rate\":0.05,"
                + "\"lookup_hit_rate\":0.875,\"read_bytes_per_second\":3145728.0,"
                + "\"written_bytes_per_second\":1048576.0,\"window_depth\":30,"
                + "\"stall_ms\":{\"data\":4.0,\"planner\":0.0,\"gate\":0.0,\"copies\":0.0,\"reads\":500.0,"
                + "\"writes\":0.0,\"handover\":0.0}}");
  }

  @Test
  void decisionsAndPassesAreEvents() {
    RateChange change = new RateChange(Decision.HALVED, 50, 25, List.of(0.5, 0.75));
    assertThat(
            lines(
                10,
                new DataPassed("counting accesses", 1000, OptionalLong.empty(), 9),
                new DataPassed("counting accesses", 2000, OptionalLong.of(5000), 11),
                new PhaseTrained(3, new PhaseEnd(30, 0, false, 2, 50, false, null, null)),
                new PhaseTrained(5, new PhaseEnd(50, 0, true, 2, 50, true, 0.75, change))))
        .containsExactly(
            "{\"event\":\"data_passed\",\"pass\":\"counting accesses\",\"samples\":2000,"
                + "\"all_samples\":5000,\"seconds\":11.0}",
            "{\"event\":\"phase\",\"iteration\":3,\"samples\":30,\"pass\":0,\"kind\":\"cold\","
                + "\"batches\":2,\"rate\":50,\"ends_round\":false}",
            "{\"event\":\"phase\",\"iteration\":5,\"samples\":50,\"pass\":0,\"kind\":\"hot\","
                + "\"batches\":2,\"rate\":50,\"ends_round\":true,\"loss\":0.75,"
                + "\"decision\":\"halved\",\"rate_after\":25,\"losses\":[0.5,0.75]}");
  }
}
