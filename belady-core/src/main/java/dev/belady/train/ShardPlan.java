// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

/// How a batch is cut into shards, and the shards into lanes: a pure function of the number of
/// samples, so that the order of every sum is the same for any number of workers.
///
/// A shard is what one worker takes through the whole network at once, small enough for its
/// activations to stay in the caches near a core. A lane is a run of consecutive shards that add
/// their weight gradients into one array, in order; the arrays of the lanes are added as a tree.
/// Lanes bound both the parallelism of a step and the memory that gradients take.
///
/// @param samples the samples of the batch, at least 1
/// @param shards the number of shards
/// @param lanes the number of lanes, at most [#MAX_LANES]
record ShardPlan(int samples, int shards, int lanes) {
  /// The most samples of a shard.
  static final int MAX_SHARD_SAMPLES = 256;

  /// The most lanes of a batch.
  static final int MAX_LANES = 8;

  /// The fewest samples worth a lane of their own.
  private static final int MIN_LANE_SAMPLES = 64;

  /// The plan for a batch of `samples` samples.
  static ShardPlan of(int samples) {
    int lanes = Math.clamp(samples / MIN_LANE_SAMPLES, 1, MAX_LANES);
    return new ShardPlan(samples, lanes * shardsPerLane(samples, lanes), lanes);
  }

  /// The most shards that a batch of up to `samples` samples is cut into.
  static int maxShards(int samples) {
    return MAX_LANES * shardsPerLane(samples, MAX_LANES);
  }

  private static int shardsPerLane(int samples, int lanes) {
    int perLane = Math.ceilDiv(samples, lanes);
    return Math.ceilDiv(perLane, MAX_SHARD_SAMPLES);
  }

  /// The first sample of a shard; shards differ by at most one sample.
  int firstSample(int shard) {
    return (int) ((long) samples * shard / shards);
  }

  /// The number of samples of a shard.
  int shardSamples(int shard) {
    return firstSample(shard + 1) - firstSample(shard);
  }

  /// The first shard of a lane.
  int firstShard(int lane) {
    return lane * (shards / lanes);
  }

  /// The shard behind the last one of a lane.
  int endShard(int lane) {
    return firstShard(lane + 1);
  }
}
