// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.config.OptimizerSpec;
import dev.belady.config.PopularitySpec;
import dev.belady.data.KeyType;
import dev.belady.data.ReadPosition;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import java.util.ArrayList;
import java.util.List;

/// What a snapshot says of itself: the model it was made from, how far that was trained, and its
/// files.
///
/// @param step the training steps made
/// @param position the place in the data behind the last trained sample
/// @param seed the seed of the run
/// @param schedule the order of training, as `belady.popularity.schedule` names it
/// @param keyType the width of keys
/// @param parameters the dense arrays in order
/// @param optimizer the optimizer of the dense parameters
/// @param tables the tables in order
/// @param files every file but the manifest
record Manifest(
    long step,
    ReadPosition position,
    long seed,
    String schedule,
    KeyType keyType,
    List<DenseArray> parameters,
    OptimizerState optimizer,
    List<Table> tables,
    List<FileEntry> files) {
  Manifest {
    parameters = List.copyOf(parameters);
    tables = List.copyOf(tables);
    files = List.copyOf(files);
  }

  /// A dense array.
  ///
  /// @param name layer and role
  /// @param rows the rows of a row-major matrix
  /// @param cols the columns
  record DenseArray(String name, int rows, int cols) {
    /// What it is to its layer, for example `weight`.
    String role() {
      return name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    public String toString() {
      return "'" + name + "' of " + rows + "x" + cols;
    }
  }

  /// What an optimizer keeps for each weight.
  ///
  /// @param type the optimizer's name in a configuration
  /// @param states floats for each weight
  /// @param lastUse whether each row has the step of its last use
  record OptimizerState(String type, int states, boolean lastUse) {
    static OptimizerState of(OptimizerSpec spec, int states, boolean lastUse) {
      return new OptimizerState(spec.rule().jsonName(), states, lastUse);
    }
  }

  /// A table.
  ///
  /// @param name the name of its layer
  /// @param dim weights of a row
  /// @param rows the rows saved
  /// @param slots slots of a sample
  /// @param slotSizes keys of each slot, or empty
  /// @param slotIds whether slots stand beside the keys
  /// @param optimizer its optimizer
  record Table(
      String name,
      int dim,
      int rows,
      int slots,
      List<Long> slotSizes,
      boolean slotIds,
      OptimizerState optimizer) {
    Table {
      slotSizes = List.copyOf(slotSizes);
    }
  }

  private static String schedule(ModelConfig config) {
    return config
        .belady()
        .popularity()
        .map(PopularitySpec::schedule)
        .orElse(PopularitySpec.Schedule.KEEP_ORDER)
        .jsonName();
  }

  /// The description of a model; the files are still to come.
  static Manifest describe(Model model, ReadPosition position) {
    ModelConfig config = model.config();
    List<DenseArray> parameters =
        model.network().parameters().stream()
            .map(it -> new DenseArray(it.name(), it.rows(), it.cols()))
            .toList();
    List<Table> tables = new ArrayList<>();
    for (int i = 0; i < model.tables().size(); i++) {
      tables.add(table(config.embeddings().get(i), model.tables().get(i), model.trainedRows(i)));
    }
    return new Manifest(
        model.step(),
        position,
        config.seed(),
        schedule(config),
        config.solver().keyType(),
        parameters,
        OptimizerState.of(config.optimizer(), model.denseUpdate().states().length, false),
        tables,
        List.of());
  }

  private static Table table(EmbeddingSpec spec, EmbeddingTable table, int rows) {
    return new Table(
        spec.name(),
        table.dim(),
        rows,
        table.spec().slots(),
        table.spec().slotSizes(),
        hasSlotIds(spec),
        OptimizerState.of(
            spec.optimizer(), table.layout().initialStates().size(), table.layout().lastUse()));
  }

  /// Whether HugeCTR writes slots beside the keys of such a table.
  static boolean hasSlotIds(EmbeddingSpec spec) {
    return switch (spec.type()) {
      case DISTRIBUTED -> false;
      case LOCALIZED, ONE_HOT, HYBRID -> true;
    };
  }

  Manifest withFiles(List<FileEntry> newFiles) {
    return new Manifest(
        step, position, seed, schedule, keyType, parameters, optimizer, tables, newFiles);
  }
}
