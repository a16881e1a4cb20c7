// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.LayerSpec;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.Regularizer;
import dev.belady.kernel.RowOccurrences;
import dev.belady.kernel.RowUpdateRule;
import dev.belady.model.Model;
import dev.belady.nn.BatchStatisticsLayer;
import dev.belady.nn.Layer;
import java.util.Arrays;
import java.util.Locale;

/// One training step: take every shard forward and backward, check the loss, then update the dense
/// parameters and the embedding rows.
///
/// A step has three barriers, none of them per layer: the weights are packed, the shards go through
/// the network, the updates are made. Dense parameters are updated in ranges that are a function of
/// their number alone, rows in ranges of the batch's distinct rows; each element has one writer,
/// and the gradient of each is a sum in a fixed order, so the number of workers changes no bit.
final class Trainer {
  private static final int DENSE_RANGE = 16 << 10;
  private static final int ROW_RANGE = 512;
  private static final int UNUSED_ROW_RANGE = 32 << 10;

  private final Model model;
  private final Kernels kernels;
  private final WorkerPool pool;
  private final ShardRunner runner;
  private final LayerSpec.Regularizer penalty;
  private final float[][][] lanesByCount = new float[ShardPlan.MAX_LANES + 1][][];
  private final RowUpdateRule[] rowRules;
  private final WorkerPool.Task updateTask = this::update;

  // What the current step works on; set by the caller's thread before the workers start.
  private ResolvedBatch batch = ResolvedBatch.EMPTY;
  private RowUpdateRule denseRule = new RowUpdateRule.Sgd(0);
  private Regularizer regularizer = Regularizer.NONE;

  /// A trainer of `model` for batches of up to `maxBatch` samples.
  ///
  /// @param penalty the regularizer of the loss
  Trainer(
      Model model, Kernels kernels, WorkerPool pool, int maxBatch, LayerSpec.Regularizer penalty) {
    this.model = model;
    this.kernels = kernels;
    this.pool = pool;
    this.penalty = penalty;
    this.runner = new ShardRunner(model.network(), model.tables(), kernels, pool, maxBatch, true);
    this.rowRules = new RowUpdateRule[model.tables().size()];
    float[][] lanes = new float[ShardPlan.of(maxBatch).lanes()][model.parameters().length];
    for (int count = 1; count <= lanes.length; count++) {
      lanesByCount[count] = Arrays.copyOf(lanes, count);
    }
  }

  /// Trains on one batch and returns its mean loss, the regularizer's part included.
  ///
  /// @throws TrainingException when the loss is not finite; nothing was updated then
  double train(ResolvedBatch newBatch, double learningRate) {
    batch = newBatch;
    int samples = newBatch.batch().size();
    int step = Math.toIntExact(model.step() + 1);
    float[][] lanes = lanesByCount[ShardPlan.of(samples).lanes()];
    double loss = runner.train(newBatch, model.parameters(), lanes, step) / samples;
    loss += Penalty.of(penalty, model.parameters(), samples);
    if (!Double.isFinite(loss)) {
      throw new TrainingException(
          String.format(
              Locale.ROOT,
              "the loss must be finite: loss=%s (iteration %d, samples %d to %d): %s",
              loss,
              step,
              newBatch.batch().firstSample(),
              newBatch.batch().firstSample() + samples - 1,
              NonFiniteSearch.describe(model.network(), runner, newBatch, model.parameters())));
    }
    applyUpdates((float) learningRate, step, samples);
    for (Layer layer : model.network().layers()) {
      if (layer instanceof BatchStatisticsLayer statistics) {
        statistics.moments().moveRunning();
      }
    }
    model.setStep(step);
    for (int table = 0; table < rowRules.length; table++) {
      model.setTrainedRows(table, newBatch.occurrences(table).tableRows);
    }
    return loss;
  }

  private void applyUpdates(float learningRate, int step, int samples) {
    denseRule = model.denseUpdate().rule(learningRate, step);
    float factor = (float) (penalty.lambda() / samples);
    regularizer =
        switch (penalty.kind()) {
          case NONE -> Regularizer.NONE;
          case L1 -> new Regularizer(factor, 0);
          case L2 -> new Regularizer(0, factor);
        };
    int tasks = denseRanges();
    for (int table = 0; table < rowRules.length; table++) {
      rowRules[table] = model.optimizer(table).rowRule(learningRate, step);
      tasks += rowRanges(table) + unusedRanges(table);
    }
    pool.run(tasks, updateTask);
  }

  private void update(int worker, int index) {
    int task = index;
    if (task < denseRanges()) {
      updateDense(task);
      return;
    }
    task -= denseRanges();
    for (int table = 0; table < rowRules.length; table++) {
      if (task < rowRanges(table)) {
        updateRows(table, task);
        return;
      }
      task -= rowRanges(table);
      if (task < unusedRanges(table)) {
        updateUnusedRows(table, task);
        return;
      }
      task -= unusedRanges(table);
    }
  }

  private int denseRanges() {
    return Math.ceilDiv(model.parameters().length, DENSE_RANGE);
  }

  private int rowRanges(int table) {
    return Math.ceilDiv(batch.occurrences(table).distinct, ROW_RANGE);
  }

  private int unusedRanges(int table) {
    return rowRules[table].movesEveryRow()
        ? Math.ceilDiv(batch.occurrences(table).tableRows, UNUSED_ROW_RANGE)
        : 0;
  }

  private void updateDense(int range) {
    int begin = range * DENSE_RANGE;
    int end = Math.min(begin + DENSE_RANGE, model.parameters().length);
    float[][] lanes = lanesByCount[runner.plan().lanes()];
    model.denseUpdate().update(begin, end, model.parameters(), lanes, regularizer, denseRule);
  }

  private void updateRows(int table, int range) {
    EmbeddingTable rows = model.tables().get(table);
    RowOccurrences occurrences = batch.occurrences(table);
    int first = range * ROW_RANGE;
    kernels
        .rows()
        .update(
            rows.arena(),
            occurrences,
            rows.dim(),
            rows.mean(),
            first,
            Math.min(first + ROW_RANGE, occurrences.distinct),
            runner.embeddingGradients(table),
            rowRules[table]);
  }

  private void updateUnusedRows(int table, int range) {
    EmbeddingTable rows = model.tables().get(table);
    RowOccurrences occurrences = batch.occurrences(table);
    int first = range * UNUSED_ROW_RANGE;
    kernels
        .rows()
        .updateUnused(
            rows.arena(),
            occurrences,
            rows.dim(),
            first,
            Math.min(first + UNUSED_ROW_RANGE, occurrences.tableRows),
            rowRules[table]);
  }
}
