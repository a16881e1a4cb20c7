// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShardPlanTest {
  @Test
  void shardsCoverEveryBatchOnceAndFitTheirLimits() {
    for (int samples = 1; samples <= 20_000; samples++) {
      ShardPlan plan = ShardPlan.of(samples);
      assertThat(plan.lanes()).isBetween(1, ShardPlan.MAX_LANES);
      assertThat(plan.shards()).isLessThanOrEqualTo(ShardPlan.maxShards(20_000));
      assertThat(plan.endShard(plan.lanes() - 1)).isEqualTo(plan.shards());
      int next = 0;
      for (int shard = 0; shard < plan.shards(); shard++) {
        assertThat(plan.firstSample(shard)).isEqualTo(next);
        assertThat(plan.shardSamples(shard)).isBetween(1, ShardPlan.MAX_SHARD_SAMPLES);
        next += plan.shardSamples(shard);
      }
      assertThat(next).isEqualTo(samples);
    }
  }

  @Test
  void aLargeBatchUsesAllLanesAndASmallOneFewer() {
    assertThat(ShardPlan.of(1).lanes()).isEqualTo(1);
    assertThat(ShardPlan.of(128).lanes()).isEqualTo(2);
    assertThat(ShardPlan.of(2048).lanes()).isEqualTo(8);
    assertThat(ShardPlan.of(2048).shards()).isEqualTo(8);
    assertThat(ShardPlan.of(16_384).shards()).isEqualTo(64);
  }
}
