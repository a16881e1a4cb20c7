// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.SharedKeyListener;
import dev.belady.embedding.TableSpec;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.RecordLayout;
import dev.belady.optim.DenseUpdate;
import dev.belady.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;

/// A network with its values: dense parameters, embedding tables, optimizer state and the number of
/// steps made. What a checkpoint holds.
///
/// A step changes it from the trainer's workers; between steps one thread owns it.
public final class Model implements AutoCloseable {
  private final ModelConfig config;
  private final Network network;
  private final float[] parameters;
  private final DenseUpdate denseUpdate;
  private final List<EmbeddingTable> tables;
  private final List<Optimizer> optimizers;
  private final int[] trainedRows;
  private long step;

  private Model(ModelConfig config, Network network, Kernels kernels, List<EmbeddingTable> tables) {
    this.config = config;
    this.network = network;
    this.tables = List.copyOf(tables);
    this.parameters = network.initialParameters(config.seed());
    this.denseUpdate =
        new DenseUpdate(Optimizers.of(config.optimizer()), kernels.dense(), parameters.length);
    this.optimizers =
        config.embeddings().stream().map(spec -> Optimizers.of(spec.optimizer())).toList();
    this.trainedRows = new int[tables.size()];
  }

  /// A new model with first values.
  ///
  /// @param listener hears of keys that two slots of one table share
  /// @throws dev.belady.config.ConfigException when the layers of the configuration do not fit
  public static Model create(ModelConfig config, Kernels kernels, SharedKeyListener listener) {
    return create(config, kernels, listener, RowStores.NONE);
  }

  /// A new model with first values.
  ///
  /// @param listener hears of keys that two slots of one table share
  /// @param stores makes the store of each table
  /// @throws dev.belady.config.ConfigException when the layers of the configuration do not fit
  public static Model create(
      ModelConfig config, Kernels kernels, SharedKeyListener listener, RowStores stores) {
    Network network = NetworkCompiler.compile(config, kernels);
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int i = 0; i < config.embeddings().size(); i++) {
      EmbeddingSpec spec = config.embeddings().get(i);
      int slots = network.embeddings().get(i).shape().dims().getFirst();
      TableSpec table = Tables.describe(config, i, slots);
      RecordLayout layout = Optimizers.of(spec.optimizer()).recordLayout(spec.vectorSize());
      tables.add(new EmbeddingTable(table, layout, listener, stores.open(i, layout.floats())));
    }
    return new Model(config, network, kernels, tables);
  }

  /// What the model was made from.
  public ModelConfig config() {
    return config;
  }

  /// The layers above the tables.
  public Network network() {
    return network;
  }

  /// All dense parameters, in the order of [Network#parameters()]. Owned by the model.
  public float[] parameters() {
    return parameters;
  }

  /// The optimizer of the dense parameters and its state.
  public DenseUpdate denseUpdate() {
    return denseUpdate;
  }

  /// The embedding tables in the order of the configuration. Owned by the model.
  public List<EmbeddingTable> tables() {
    return tables;
  }

  /// The optimizer of a table.
  public Optimizer optimizer(int table) {
    return optimizers.get(table);
  }

  /// The records of a table that training has reached; later ones were made ahead, for batches that
  /// are still to come.
  public int trainedRows(int table) {
    return trainedRows[table];
  }

  /// Sets the records of a table that training has reached, after a step or a load.
  public void setTrainedRows(int table, int rows) {
    trainedRows[table] = rows;
  }

  /// The number of training steps made.
  public long step() {
    return step;
  }

  /// Sets the number of training steps made, after a step or a load.
  public void setStep(long step) {
    this.step = step;
  }

  @Override
  public void close() {
    for (EmbeddingTable table : tables) {
      table.close();
    }
  }
}
