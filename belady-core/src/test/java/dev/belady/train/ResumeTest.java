// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A run that goes on from a snapshot is, bit for bit, the run that was never stopped.
class ResumeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("optimizers")
  void aLoadedSnapshotHasTheBitsOfTheSavedModel(String optimizer, String format, String keys)
      throws InterruptedException {
    for (ModelConfig config :
        List.of(
            SavedModels.twoTables(
                optimizer, "belady.snapshot_format=" + format, "solver.input_key_type=" + keys),
            SavedModels.direct(
                optimizer, "belady.snapshot_format=" + format, "solver.input_key_type=" + keys))) {
      Path manifest;
      long expected;
      try (Session session = Session.open(config)) {
        session.startDataReading();
        SavedModels.train(session, 6);
        manifest = session.save(folder.resolve(config.file()).toString()).getLast();
        expected = session.stateHash();
      }
      try (Session session = Session.open(config)) {
        assertThat(session.stateHash()).isNotEqualTo(expected);
        session.load(manifest);
        assertThat(session.stateHash()).as(config.file()).isEqualTo(expected);
        assertThat(session.model().step()).isEqualTo(6);
        assertThat(session.samplesTrained()).isEqualTo(6 * 64);
      }
    }
  }

  static Stream<Arguments> optimizers() {
    List<Arguments> all = new ArrayList<>();
    for (String optimizer : SavedModels.OPTIMIZERS) {
      all.add(Arguments.of(optimizer, "2.3", "I64"));
    }
    all.add(Arguments.of(SavedModels.SGD, "2.3", "I32"));
    all.add(Arguments.of(SavedModels.ADAM.formatted("LazyGlobal"), "2.3", "I32"));
    all.add(Arguments.of(SavedModels.SGD, "3.1", "I32"));
    all.add(Arguments.of(SavedModels.ADAM.formatted("LazyGlobal"), "3.1", "I64"));
    return all.stream();
  }

  /// A pass has 15 full batches and a short one. With repetition batch 16 spans two passes, with
  /// epochs it is the last of its pass.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "solver.max_iter=30",
        "belady.shuffle_window=100",
        "belady.shuffle_window=5000",
        "solver.num_epochs=3",
        "solver.num_epochs=3;belady.shuffle_window=300",
        "solver.num_epochs=3;belady.skip_bad_records=5;belady.reader_threads=3;belady.threads=3"
      })
  void trainingOnFromASnapshotIsTrainingOn(String settings) throws InterruptedException {
    List<String> overrides = new ArrayList<>(List.of(settings.split(";")));
    if (settings.contains("num_epochs")) {
      overrides.add("solver.max_iter=null");
    }
    for (int stop : new int[] {1, 7, 16}) {
      for (ModelConfig config :
          List.of(
              SavedModels.twoTables(
                  SavedModels.ADAM.formatted("LazyGlobal"), overrides.toArray(String[]::new)),
              SavedModels.direct(
                  SavedModels.ADAM.formatted("Global"), overrides.toArray(String[]::new)))) {
        String what = settings + ", stop=" + stop + ", " + config.file();
        long expected;
        List<Double> losses;
        try (Session session = Session.open(config)) {
          session.startDataReading();
          losses = SavedModels.train(session, stop + 20);
          expected = session.stateHash();
        }
        Path manifest;
        try (Session session = Session.open(config)) {
          session.startDataReading();
          SavedModels.train(session, stop);
          manifest = session.save(folder + "/").getLast();
        }
        try (Session session = Session.open(config)) {
          session.load(manifest);
          session.startDataReading();
          List<Double> rest = SavedModels.train(session, 20);
          assertThat(rest).as(what).isEqualTo(losses.subList(stop, losses.size()));
          assertThat(session.stateHash()).as(what).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aLoopThatGoesOnEndsWhereTheWholeRunEnds() throws InterruptedException {
    ModelConfig config =
        SavedModels.twoTables(
            SavedModels.ADAM.formatted("Local"),
            "solver.max_iter=12",
            "solver.snapshot=5",
            "solver.snapshot_prefix=" + folder + "/m");
    long expected;
    List<Path> saved = new ArrayList<>();
    try (Session session = Session.open(config)) {
      new TrainingLoop(
              session,
              event -> {
                if (event instanceof TrainingEvent.Saved it) {
                  saved.add(it.files().getLast());
                }
              })
          .run();
      expected = session.stateHash();
    }
    assertThat(saved)
        .containsExactly(
            folder.resolve("m_5.belady.json"),
            folder.resolve("m_10.belady.json"),
            folder.resolve("m_12.belady.json"));
    for (Path manifest : saved) {
      try (Session session = Session.open(config)) {
        session.load(manifest);
        TrainingEvent.Finished finished = new TrainingLoop(session, event -> {}).run();
        assertThat(finished.iteration()).isEqualTo(12);
        assertThat(session.samplesTrained()).isEqualTo(12 * 64);
        assertThat(session.stateHash()).isEqualTo(expected);
      }
    }
  }
}
