// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Models that start from HugeCTR's files alone.
class ModelFilesTest {
  private static final String ADAM = SavedModels.ADAM.formatted("Local");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"2.3", "3.1"})
  void withoutTheManifestTheFilesStillPredictTheSame(String format)
      throws IOException, InterruptedException {
    String name = "belady.snapshot_format=" + format;
    List<Float> expected;
    try (Session session = Session.open(SavedModels.twoTables(ADAM, name))) {
      session.startDataReading();
      SavedModels.train(session, 9);
      session.save(folder + "/m");
      expected = predictions(session);
    }
    Files.delete(folder.resolve("m_9.belady.json"));
    Files.delete(folder.resolve("m0_opt_sparse_9.model"));
    try (Session session =
        Session.open(SavedModels.twoTables(ADAM, dense(), denseStates(), sparse()))) {
      assertThat(predictions(session)).isEqualTo(expected);
      session.startDataReading();
      SavedModels.train(session, 3);
      assertThat(session.takeWarnings()).isEmpty();
      assertThat(session.model().step()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "m_dense_4.model, dense_model_file must have the size that the layers need",
    "m_opt_dense_4.model, dense_opt_states_file must have the size that the layers need",
    "m0_sparse_4.model, a sparse model file must hold whole rows of a key of 8 bytes and 5 floats",
    "m1_sparse_4.model, 'a sparse model file must hold whole rows of a key of 8 bytes, a slot of 8"
        + " bytes and 3 floats'"
  })
  void aFileOfAnotherSizeIsRefused(String name, String message)
      throws IOException, InterruptedException {
    save(4, "2.3");
    Path file = folder.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    assertThatThrownBy(() -> Session.open(start(4)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining(file.toString());
    Files.delete(file);
    assertThatThrownBy(() -> Session.open(start(4)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "slot_id", "emb_vector"})
  void aFolderWithFilesOfDifferentLengthIsRefused(String name)
      throws IOException, InterruptedException {
    save(4, "3.1");
    Path file = folder.resolve("m1_sparse_4.model").resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 8));
    assertThatThrownBy(() -> Session.open(start(4)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("the files of a sparse model must have equally many rows");
  }

  @Test
  void aKeyThatOccursTwiceAndASlotThatDoesNotExistAreRefused()
      throws IOException, InterruptedException {
    save(4, "3.1");
    Path rows = folder.resolve("m1_sparse_4.model");
    byte[] keys = Files.readAllBytes(rows.resolve("key"));
    byte[] twice = keys.clone();
    System.arraycopy(keys, 0, twice, 16, 8);
    Files.write(rows.resolve("key"), twice);
    assertThatThrownBy(() -> Session.open(start(4)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a key must occur once")
        .hasMessageContaining("row=2 (table 'second'");
    Files.write(rows.resolve("key"), keys);
    byte[] slots = Files.readAllBytes(rows.resolve("slot_id"));
    slots[8] = 2;
    Files.write(rows.resolve("slot_id"), slots);
    assertThatThrownBy(() -> Session.open(start(4)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a slot must be in 0..1: slot=2");
  }

  @Test
  void statesOfRowsInAnUnknownOrderAreRefused() {
    assertThatThrownBy(() ->
            Session.open(
                SavedModels.twoTables(ADAM, "solver.sparse_opt_states_file=[\"x\",\"y\"]")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sparse_opt_states_file");
  }

  private void save(int steps, String format) throws InterruptedException {
    try (Session session =
        Session.open(SavedModels.twoTables(ADAM, "belady.snapshot_format=" + format))) {
      session.startDataReading();
      SavedModels.train(session, steps);
      session.save(folder + "/m");
    }
  }

  private ModelConfig start(int step) {
    return SavedModels.twoTables(
        ADAM,
        dense().replace("_9", "_" + step),
        denseStates().replace("_9", "_" + step),
        sparse().replace("_9", "_" + step));
  }

  private String dense() {
    return "solver.dense_model_file=" + folder.resolve("m_dense_9.model");
  }

  private String denseStates() {
    return "solver.dense_opt_states_file=" + folder.resolve("m_opt_dense_9.model");
  }

  private String sparse() {
    return "solver.sparse_model_file=[\"%s\",\"%s\"]"
        .formatted(folder.resolve("m0_sparse_9.model"), folder.resolve("m1_sparse_9.model"));
  }

  private static List<Float> predictions(Session session) throws InterruptedException {
    List<Float> all = new ArrayList<>();
    session.predict((predictions, labels, count) -> {
      for (int i = 0; i < count; i++) {
        all.add(predictions[i]);
      }
    });
    assertThat(all).hasSize(256);
    return all;
  }
}
