// SPDX-License-Identifier: Apache-2.0

package dev.belady.train;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.RowUpdateRule;
import dev.belady.model.Model;
import dev.belady.optim.DenseOptimizer;
import java.util.ArrayList;
import java.util.List;

/// One training step: prepare the weights, take every shard forward and backward, check the loss, then
/// update the dense parameters and the embedding rows.
///
/// Three barriers a step, none per layer. Dense parameters are updated in ranges that are a function
/// of their number alone, rows in ranges of the batch's distinct rows; each element has one writer,
/// and the gradient of each is a sum in a fixed order, so the number of workers changes no bit.
final class Trainer {
  private static final int DENSE_RANGE_FLOATS = 16 << 10;
  private static final int ROW_RANGE = 512;
  private static final int GLOBAL_ROW_RANGE = 32 << 10;

  private final Model model;
  private final Kernels kernels;
  private final WorkerPool pool;
  private final ShardRunner runner;
  private final float[][] laneGradients;
  private final List<UpdateRange> updates = new ArrayList<>();
  private final WorkerPool.Task updateTask = this::update;

  // What the current step works on; set by the caller's thread before the workers start.
  private ResolvedBatch batch = ResolvedBatch.EMPTY;
  private double learningRate;
}
