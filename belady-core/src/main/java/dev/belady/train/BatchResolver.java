// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.data.Batch;
import dev.belady.data.JaggedKeys;
import dev.belady.data.Schema;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.KeyResolver;
import dev.belady.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Resolves the keys of batches against the tables of a model, for training (an unknown key gets a
/// new row) or for evaluation (an unknown key stands for zeros and is counted).
///
/// Training batches are resolved ahead by the planner thread while evaluations run between steps on
/// the trainer's thread, so both take one lock for the length of one batch. A row that was made for
/// a batch not trained yet is unknown to an evaluation: its result does not depend on how far ahead
/// the planner is.
final class BatchResolver {
  private final Model model;
  private final Schema schema;
  private final int[] sparseInputs;
  private final List<KeyResolver> resolvers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();

  /// A resolver for the tables of `model`.
  BatchResolver(Model model) {
    ModelConfig config = model.config();
    this.model = model;
    this.schema = config.data().schema();
    this.sparseInputs = new int[config.embeddings().size()];
    for (int i = 0; i < sparseInputs.length; i++) {
      EmbeddingSpec spec = config.embeddings().get(i);
      sparseInputs[i] = inputNumber(spec.input());
      boolean everyRow = model.optimizer(i).rowRule(1, 1).movesEveryRow();
      resolvers.add(new KeyResolver(model.tables().get(i), everyRow));
    }
  }

  /// The tables of the model.
  List<EmbeddingTable> tables() {
    return model.tables();
  }

  /// An empty batch that this resolver can fill.
  ResolvedBatch newBatch() {
    return new ResolvedBatch(new Batch(schema, 0), model.tables());
  }

  /// Resolves the keys of the batch's samples; unknown keys become rows.
  void resolveForTraining(ResolvedBatch batch) {
    resolveForTraining(batch, _ -> {});
  }

  /// The same.
  ///
  /// @param rows sees the batch before its rows are replaced by their records
  void resolveForTraining(ResolvedBatch batch, Consumer<ResolvedBatch> rows) {
    lock.lock();
    try {
      for (int i = 0; i < sparseInputs.length; i++) {
        resolvers.get(i).resolveToRows(keys(batch, i), batch.occurrences(i));
      }
      rows.accept(batch);
      for (int i = 0; i < sparseInputs.length; i++) {
        tables().get(i).toRecords(batch.occurrences(i));
      }
    } finally {
      lock.unlock();
    }
  }

  /// Resolves the keys of the batch's samples against the rows that training has reached; unknown
  /// keys become zeros.
  ///
  /// @return the number of occurrences of unknown keys
  long resolveForEvaluation(ResolvedBatch batch) {
    long unknown = 0;
    lock.lock();
    try {
      for (int i = 0; i < sparseInputs.length; i++) {
        unknown +=
            resolvers
                .get(i)
                .resolveForEvaluation(keys(batch, i), model.trainedRows(i), batch.occurrences(i));
      }
    } finally {
      lock.unlock();
    }
    return unknown;
  }

  /// Runs something that reads whole tables while the planner rests.
  void whileTablesRest(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private JaggedKeys keys(ResolvedBatch batch, int embedding) {
    return batch.batch().sparse(sparseInputs[embedding]);
  }

  private int inputNumber(String name) {
    for (int i = 0; i < schema.sparse().size(); i++) {
      if (schema.sparse().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("no sparse input " + name);
  }
}
