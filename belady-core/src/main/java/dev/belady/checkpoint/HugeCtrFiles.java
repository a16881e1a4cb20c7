// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.config.ConfigException;
import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.config.SolverSpec.ModelFiles;
import dev.belady.data.DataException;
import dev.belady.data.file.ByteInput;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Loads the model files that `dense_model_file`, `sparse_model_file` and `dense_opt_states_file`
/// of the `solver` name. They say nothing of the model they come from, so only their sizes can be
/// checked.
public final class HugeCtrFiles {
  private final Model model;
  private final ModelConfig config;
  private final ModelFiles files;

  private HugeCtrFiles(Model model) {
    this.model = model;
    this.config = model.config();
    this.files = config.solver().start();
  }

  /// Gives a new model the values of the files that its configuration names; without any it stays
  /// as it is. Training starts at step 1 of the schedule.
  ///
  /// @throws DataException when a file is missing, or has not the size that the model needs
  /// @throws ConfigException when there are more files than tables, or states of rows
  public static void load(Model model) {
    new HugeCtrFiles(model).load();
  }

  private void load() {
    if (files.sparseOptimizer().stream().anyMatch(name -> !name.isEmpty())) {
      throw new ConfigException(
          "sparse_opt_states_file cannot be read: its rows are in an order that no file tells;"
              + " leave it out to begin with new states ("
              + config.file()
              + ")");
    }
    List<String> sparse = files.sparse();
    if (sparse.size() > model.tables().size()) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "sparse_model_file must name at most one file per table: files=%d, tables=%d (%s)",
              sparse.size(),
              model.tables().size(),
              config.file()));
    }
    if (!files.dense().isEmpty()) {
      Path dense = Path.of(files.dense());
      loadFloats("dense_model_file", dense, model.parameters());
      loadStatistics(Path.of(files.dense() + SnapshotName.STATISTICS_ENDING));
    }
    if (!files.denseOptimizer().isEmpty()) {
      Path states = Path.of(files.denseOptimizer());
      loadFloats("dense_opt_states_file", states, model.denseUpdate().states());
    }
    for (int table = 0; table < sparse.size(); table++) {
      if (!sparse.get(table).isEmpty()) {
        loadRows(table, Path.of(sparse.get(table)));
      }
    }
  }

  private void loadFloats(String key, Path file, float[]... arrays) {
    long floats = (long) arrays.length * model.parameters().length;
    long bytes = RowFiles.bytes(file);
    if (bytes != floats * Float.BYTES) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s must have the size that the layers need: bytes=%d, needed=%d for %d floats (%s, %s)",
              key,
              bytes,
              floats * Float.BYTES,
              floats,
              file,
              config.file()));
    }
    try (FloatFile input = new FloatFile(file, 0)) {
      for (float[] array : arrays) {
        input.next(array, 0, array.length);
      }
    }
  }

  private void loadStatistics(Path file) {
    if (Statistics.text(model.network()).length == 0) {
      return;
    }
    try {
      Statistics.parse(Files.readAllBytes(file), model.network(), file).apply(model.network());
    } catch (IOException e) {
      throw ByteInput.failure(file, e);
    }
  }

  private void loadRows(int number, Path path) {
    EmbeddingSpec spec = config.embeddings().get(number);
    EmbeddingTable table = model.tables().get(number);
    RowFiles.Shape shape =
        new RowFiles.Shape(config.solver().keyType(), Manifest.hasSlotIds(spec), spec.vectorSize());
    try (TableLoader loader = new TableLoader(table, RowFiles.open(path, shape))) {
      loader.load();
    }
    model.setTrainedRows(number, table.rows());
  }
}
