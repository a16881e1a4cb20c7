// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.Kernels;
import dev.belady.model.BatchBuffers;
import dev.belady.model.Network;
import dev.belady.nn.BatchStatisticsLayer;
import dev.belady.nn.Helpers;
import dev.belady.nn.Layer;
import dev.belady.nn.Parameter;
import dev.belady.nn.Tensor;
import dev.belady.nn.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes the shards of a batch through the network, forward and backward, on all workers.
///
/// One worker takes one shard through everything, so there is no barrier per layer. Only a layer
/// that needs sums over the batch cuts the passes: all shards run up to it, the sums are added in
/// the order of the shards, and all go on. Without such a layer each worker has one workspace; with
/// one, each shard needs its own.
final class ShardRunner {
  private final Network network;
  private final List<EmbeddingTable> tables;
  private final Kernels kernels;
  private final WorkerPool pool;
  private final BatchBuffers buffers;
  private final Workspace[] workspaces;
  private final boolean workspacePerShard;
  private final float[][] scratch;
  private final SharedLayer[] helpers;
  private final int[] cuts;
  private final boolean[] learns;
  private final double[] shardLosses;
  private final double[][] shardSums;
  private final WorkerPool.Task laneTask = this::runLane;
  private final WorkerPool.Task prepareTask = this::prepareLayer;

  // What the current pass works on; set by the caller's thread before the workers start.
  private ResolvedBatch batch = ResolvedBatch.EMPTY;
  private ShardPlan plan = ShardPlan.of(1);
  private float[] parameters = new float[0];
  private float[][] laneGradients = new float[0][];
  private boolean training;
  private long step;
  private Phase phase = new Phase(0, 0, 0, 0);

  /// What a shard does between two barriers: forward layers `forwardFrom` to `forwardEnd - 1`, then
  /// backward layers `backwardFrom` down to `backwardEnd`.
  private record Phase(int forwardFrom, int forwardEnd, int backwardFrom, int backwardEnd) {}

  /// A runner for batches of up to `maxBatch` samples.
  ///
  /// @param trains whether gradients are ever needed
  ShardRunner(
      Network network,
      List<EmbeddingTable> tables,
      Kernels kernels,
      WorkerPool pool,
      int maxBatch,
      boolean trains) {
    this.network = network;
    this.tables = List.copyOf(tables);
    this.kernels = kernels;
    this.pool = pool;
    this.buffers = new BatchBuffers(network, maxBatch, trains);
    this.cuts = trains ? cuts(network) : new int[0];
    this.workspacePerShard = cuts.length > 0;
    int maxShards = ShardPlan.maxShards(maxBatch);
    this.workspaces = new Workspace[workspacePerShard ? maxShards : pool.size()];
    int maxSamples = Math.min(maxBatch, ShardPlan.MAX_SHARD_SAMPLES);
    Arrays.setAll(workspaces, _ -> buffers.newWorkspace(maxSamples, trains));
    this.scratch = new float[pool.size()][];
    Arrays.setAll(scratch, _ -> buffers.newScratch(maxSamples));
    this.helpers = new SharedLayer[pool.size()];
    Arrays.setAll(helpers, worker -> new SharedLayer(pool, worker, scratch));
    this.learns = new boolean[network.layers().size()];
    int sums = 0;
    for (int i = 0; i < learns.length; i++) {
      Layer layer = network.layers().get(i);
      learns[i] = !layer.parameters().isEmpty() || wantsInputGradient(layer);
      if (layer instanceof BatchStatisticsLayer statistics) {
        sums = Math.max(sums, statistics.partialSize());
      }
    }
    this.shardLosses = new double[maxShards];
    this.shardSums = new double[maxShards][sums];
  }

  /// Brings every layer's packed weights up to date with `newParameters`.
  void prepare(float[] newParameters, boolean forTraining) {
    parameters = newParameters;
    training = forTraining;
    pool.run(network.layers().size(), prepareTask);
  }

  /// Runs forward and backward over a batch and returns the sum of the sample losses.
  ///
  /// @param newLaneGradients for each lane an array of the size of all dense parameters; it is
  ///   overwritten with the lane's part of the gradient of the mean loss
  double train(
      ResolvedBatch newBatch, float[] newParameters, float[][] newLaneGradients, long newStep) {
    prepare(newParameters, true);
    enter(newBatch, newStep);
    laneGradients = newLaneGradients;
    int end = network.layers().size();
    int from = 0;
    for (int cut : cuts) {
      runPhase(new Phase(from, cut, -1, 0));
      statistics(cut).finishForwardSums(addShardSums(cut), plan.samples());
      from = cut;
    }
    int backwardFrom = end - 1;
    for (int i = cuts.length - 1; i >= 0; i--) {
      int cut = cuts[i];
      runPhase(new Phase(from, end, backwardFrom, cut + 1));
      statistics(cut).finishBackwardSums(addShardSums(cut), plan.samples());
      from = end;
      backwardFrom = cut;
    }
    runPhase(new Phase(from, end, backwardFrom, 0));
    return addShardLosses();
  }

  /// Runs forward over a batch as an evaluation and returns the sum of the sample losses; the
  /// predictions stand in [#predictions()]. [#prepare] must have seen the parameters.
  double predict(ResolvedBatch newBatch) {
    training = false;
    enter(newBatch, 0);
    runPhase(new Phase(0, network.layers().size(), -1, 0));
    return addShardLosses();
  }

  /// The predictions of the last batch, `samples x labels`.
  float[] predictions() {
    return buffers.values(network.predictions());
  }

  /// The gradient of the pooled vectors of embedding layer `embedding`, for the whole last batch.
  float[] embeddingGradients(int embedding) {
    return buffers.gradients(network.embeddings().get(embedding));
  }

  /// How the last batch was cut.
  ShardPlan plan() {
    return plan;
  }

  /// Runs every layer forward over the last batch on this thread and hands each finished layer to
  /// `visitor`, shard by shard; for the search of the layer that made a value that is not finite.
  void replay(LayerVisitor visitor) {
    for (int shard = 0; shard < plan.shards(); shard++) {
      Workspace workspace = workspaces[workspacePerShard ? shard : 0];
      workspace.enterWorker(scratch[0], Helpers.NONE);
      enterShard(workspace, 0, shard);
      lookup(workspace);
      for (int embedding = 0; embedding < tables.size(); embedding++) {
        visitor.embedding(embedding, workspace);
      }
      for (Layer layer : network.layers()) {
        layer.forward(workspace);
        visitor.layer(layer, workspace);
      }
    }
  }

  /// What [#replay] shows.
  interface LayerVisitor {
    /// The pooled vectors of an embedding layer were looked up.
    void embedding(int embedding, Workspace workspace);

    /// A layer's outputs were computed.
    void layer(Layer layer, Workspace workspace);
  }

  private void enter(ResolvedBatch newBatch, long newStep) {
    batch = newBatch;
    step = newStep;
    plan = ShardPlan.of(newBatch.batch().size());
  }

  private void runPhase(Phase newPhase) {
    phase = newPhase;
    pool.run(plan.lanes(), laneTask);
  }

  private void prepareLayer(int worker, int index) {
    network.layers().get(index).prepare(parameters, training);
  }

  private void runLane(int worker, int lane) {
    for (int shard = plan.firstShard(lane); shard < plan.endShard(lane); shard++) {
      Workspace workspace = workspaces[workspacePerShard ? shard : worker];
      workspace.enterWorker(scratch[worker], helpers[worker]);
      enterShard(workspace, lane, shard);
      forward(workspace, shard);
      backward(workspace, shard);
    }
  }

  private void enterShard(Workspace workspace, int lane, int shard) {
    Batch samples = batch.batch();
    workspace.bindValues(network.label().buffer(), samples.labels());
    workspace.bindValues(network.dense().buffer(), samples.dense());
    workspace.bindParameters(parameters, training ? laneGradients[lane] : parameters);
    if (shard == plan.firstShard(lane)) {
      workspace.startGradients();
    }
    workspace.enterShard(
        plan.firstSample(shard), plan.shardSamples(shard), plan.samples(), training, step);
  }

  private void forward(Workspace workspace, int shard) {
    int end = phase.forwardEnd();
    if (phase.forwardFrom() == 0) {
      lookup(workspace);
    }
    for (int i = phase.forwardFrom(); i < end; i++) {
      network.layers().get(i).forward(workspace);
    }
    if (end < network.layers().size()) {
      Arrays.fill(shardSums[shard], 0);
      statistics(end).forwardSums(workspace, shardSums[shard]);
    } else if (phase.forwardFrom() < end) {
      shardLosses[shard] = workspace.lossSum();
    }
  }

  private void backward(Workspace workspace, int shard) {
    for (int i = phase.backwardFrom(); i >= phase.backwardEnd(); i--) {
      if (learns[i]) {
        Layer layer = network.layers().get(i);
        if (workspace.startsGradients() && !layer.startsGradients()) {
          clearGradients(layer, workspace.parameterGradients());
        }
        layer.backward(workspace);
      }
    }
    if (phase.backwardEnd() > 0) {
      Arrays.fill(shardSums[shard], 0);
      statistics(phase.backwardEnd() - 1).backwardSums(workspace, shardSums[shard]);
    }
  }

  private static void clearGradients(Layer layer, float[] gradients) {
    for (int i = 0; i < layer.parameters().size(); i++) {
      Parameter parameter = layer.parameters().get(i);
      Arrays.fill(gradients, parameter.offset(), parameter.offset() + parameter.size(), 0);
    }
  }

  private void lookup(Workspace workspace) {
    for (int i = 0; i < tables.size(); i++) {
      EmbeddingTable table = tables.get(i);
      Tensor tensor = network.embeddings().get(i);
      int slots = tensor.shape().dims().getFirst();
      int first = workspace.firstSample() * slots;
      kernels
          .rows()
          .lookup(
              batch.records(i),
              batch.occurrences(i),
              table.dim(),
              table.mean(),
              first,
              first + workspace.samples() * slots,
              workspace.values(tensor),
              workspace.offset(tensor));
    }
  }

  private BatchStatisticsLayer statistics(int layer) {
    return (BatchStatisticsLayer) network.layers().get(layer);
  }

  private double[] addShardSums(int layer) {
    double[] sums = new double[statistics(layer).partialSize()];
    for (int shard = 0; shard < plan.shards(); shard++) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += shardSums[shard][i];
      }
    }
    return sums;
  }

  private double addShardLosses() {
    double sum = 0;
    for (int shard = 0; shard < plan.shards(); shard++) {
      sum += shardLosses[shard];
    }
    return sum;
  }

  private static int[] cuts(Network network) {
    List<Integer> cuts = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      if (network.layers().get(i) instanceof BatchStatisticsLayer) {
        cuts.add(i);
      }
    }
    return cuts.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean wantsInputGradient(Layer layer) {
    for (int input = 0; input < layer.wiring().inputs().size(); input++) {
      if (layer.wiring().wantsGradient(input)) {
        return true;
      }
    }
    return false;
  }
}
