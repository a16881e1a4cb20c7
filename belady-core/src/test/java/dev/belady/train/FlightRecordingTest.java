// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run tells the JDK Flight Recorder.
class FlightRecordingTest {
  private static final int STEPS = 20;

  @TempDir private Path folder;

  @Test
  void aRunUnderABudgetTellsOfBatchesPlansMovesEvaluationsAndSnapshots()
      throws InterruptedException, IOException {
    String json = TieredModels.json(new Random(5), TieredModels.OPTIMIZERS.get(3), 32, 2000);
    long budget = TieredBudgets.enough(json, 2 * STEPS, 1, "belady.lookahead=4");
    ModelConfig config =
        TieredBudgets.config(json, budget, "belady.lookahead=4", "belady.store_folder=" + folder);
    Path file = folder.resolve("run.jfr");
    long fetched;
    long written;
    RowUses uses;
    try (Recording recording = new Recording()) {
      recording.start();
      try (Session session = Session.open(config)) {
        session.startDataReading();
        for (int step = 0; step < STEPS; step++) {
          session.train();
        }
        session.evaluation();
        session.save(folder.resolve("saved").toString());
        TierStatistics statistics = session.tierStatistics();
        assertThat(statistics).isNotNull();
        fetched = statistics.moves().fetchedBytes();
        written = statistics.moves().writtenBytes();
        uses = statistics.uses();
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> batches = events(file, "Batch");
    assertThat(batches.stream().map(event -> event.getLong("iteration")))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, STEPS).boxed().toList());
    assertThat(batches)
        .allMatch(event -> event.getInt("samples") == 32 && event.getDouble("loss") > 0);
    // The planner and the mover were ahead when training stopped, and have gone on meanwhile.
    List<RecordedEvent> plans = events(file, "Plan");
    assertThat(plans).hasSizeGreaterThanOrEqualTo(STEPS);
    assertThat(sum(plans, "rows")).isGreaterThanOrEqualTo(uses.rows());
    assertThat(sum(plans, "found")).isBetween(uses.foundRows(), sum(plans, "rows"));
    assertThat(sum(plans, "first")).isGreaterThanOrEqualTo(uses.firstRows());
    List<RecordedEvent> moves = events(file, "Moves");
    assertThat(moves).hasSizeGreaterThanOrEqualTo(STEPS);
    assertThat(fetched).isPositive();
    assertThat(sum(moves, "fetchedBytes")).isGreaterThanOrEqualTo(fetched);
    assertThat(sum(moves, "writtenBytes")).isGreaterThanOrEqualTo(written);
    assertThat(events(file, "Stall")).allMatch(event -> !event.getString("cause").isEmpty());
    assertThat(events(file, "Evaluation"))
        .singleElement()
        .matches(event -> event.getLong("iteration") == STEPS && event.getLong("samples") > 0);
    assertThat(events(file, "Snapshot"))
        .singleElement()
        .matches(event -> event.getString("manifest").endsWith(".belady.json"));
  }

  private static List<RecordedEvent> events(Path file, String name) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("dev.belady." + name))
        .toList();
  }

  private static long sum(List<RecordedEvent> events, String field) {
    return events.stream().mapToLong(event -> event.getLong(field)).sum();
  }
}
