// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LookaheadDepthTest {
  @Test
  void countsTheRowsThatAreKeptForAKnownUse() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 5; seed++) {
      long[][] trace = Traces.zipf(seed, 30, 20, 80, 1.0);
      LookaheadDepth depth = depthOf(trace, 100);
      for (int capacity = 1; capacity < 60; capacity += 7) {
        assertThat(depth.depthFor(capacity))
            .as("seed %d, capacity %d", seed, capacity)
            .isEqualTo(naiveDepth(trace, capacity));
      }
    }
  }

  @Test
  void withoutReuseOneBatchIsEnough() {
    assertThat(depthOf(new long[][] {{1}, {2}, {3}}, 10).depthFor(5)).isEqualTo(1);
  }

  @Test
  void theDepthIsAtMostTheLargestMeasured() {
    long[][] trace = new long[40][];
    for (int b = 0; b < trace.length; b++) {
      trace[b] = new long[] {b % 20};
    }
    assertThat(depthOf(trace, 8).depthFor(1000)).isEqualTo(8);
    assertThat(depthOf(trace, 30).depthFor(1000)).isEqualTo(21);
  }

  @Test
  void aDeeperLookAheadBringsNextToNothing() {
    long[][] trace = Traces.zipf(Traces.seed(), 600, 256, 5_000, 1.05);
    int capacity = 800;
    int depth = depthOf(trace, 200).depthFor(capacity);
    int moves = moves(trace, capacity, depth);
    int best = moves(trace, capacity, trace.length);
    assertThat(depth).isLessThan(100);
    assertThat(moves - best).isBetween(0, best / 100);
    assertThat(moves(trace, capacity, depth / 4)).isGreaterThan(best + best / 100);
  }

  private static int moves(long[][] trace, int capacity, int depth) {
    return RecordedPlans.of(trace, new LookaheadConfig(capacity, depth, 0)).moves();
  }

  private static LookaheadDepth depthOf(long[][] trace, int maxDepth) {
    LookaheadDepth depth = new LookaheadDepth(maxDepth);
    for (long[] batch : trace) {
      depth.add(batch, batch.length);
    }
    return depth;
  }

  /// Counts kept rows batch by batch for every depth.
  private static int naiveDepth(long[][] trace, int capacity) {
    int enough = 1;
    long before = 0;
    for (int depth = 1; depth <= trace.length; depth++) {
      long kept = 0;
      for (int b = 0; b < trace.length; b++) {
        kept += kept(trace, b, depth);
      }
      enough = kept > before ? depth : enough;
      before = kept;
      if (kept >= (long) capacity * trace.length) {
        break;
      }
    }
    return enough;
  }

  /// Rows whose last use up to batch `b` has a next one after `b`, less than `depth` batches later.
  private static long kept(long[][] trace, int b, int depth) {
    Map<Long, Integer> lastUse = new HashMap<>();
    Map<Long, Integer> nextUse = new HashMap<>();
    for (int i = 0; i < trace.length; i++) {
      for (long row : trace[i]) {
        if (i <= b) {
          lastUse.put(row, i);
        } else {
          nextUse.putIfAbsent(row, i);
        }
      }
    }
    return nextUse.entrySet().stream()
        .filter(next -> lastUse.containsKey(next.getKey()))
        .filter(next -> next.getValue() - lastUse.get(next.getKey()) < depth)
        .count();
  }
}
