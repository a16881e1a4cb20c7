// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.lookahead.Traces;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// The fast policies against the naive ones, on seeded random traces.
final class CachePolicyTest {
  private static final int CASES = 60;

  @Test
  void lruEqualsALinkedHashMap() {
    equalsNaive(capacity -> new LruPolicy(counted(capacity)), NaivePolicies::lru);
  }

  @Test
  void lfuEqualsASearchForTheLeastUsedRow() {
    equalsNaive(capacity -> new LfuPolicy(counted(capacity)), NaivePolicies::lfu);
  }

  @Test
  void clockEqualsARotatingList() {
    equalsNaive(capacity -> new ClockPolicy(counted(capacity)), NaivePolicies::clock);
  }

  @Test
  void clairvoyantEqualsAScanForTheFarthestUse() {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      int[][] trace = trace(seed);
      RowTrace kept = new RowTrace();
      for (int[] batch : trace) {
        kept.add(batch, batch.length);
      }
      int capacity = capacity(trace, seed);
      check(
          new ClairvoyantPolicy(counted(capacity), kept),
          trace,
          NaivePolicies.min(trace, capacity),
          seed);
    }
  }

  @Test
  void aPlannerThatSeesTheWholeTraceEqualsAScanForTheFarthestUse() {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      int[][] trace = trace(seed);
      int capacity = capacity(trace, seed);
      LookaheadPolicy policy = new LookaheadPolicy(capacity, trace.length);
      check(policy, trace, NaivePolicies.min(trace, capacity), seed);
    }
  }

  @Test
  void minInAWindowThatCoversTheTraceEqualsAScanForTheFarthestUse() {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      int[][] trace = trace(seed);
      int capacity = capacity(trace, seed);
      WindowedMinPolicy policy = new WindowedMinPolicy(counted(capacity), trace.length);
      check(policy, trace, NaivePolicies.min(trace, capacity), seed);
    }
  }

  @Test
  void staticRowsAreHitAndAllOthersPassBy() {
    StaticPolicy policy = new StaticPolicy(new int[] {1, 4});
    policy.serve(new int[] {1, 2, 3}, 3);
    policy.serve(new int[] {4, 2, 0}, 2);
    policy.end();
    assertThat(policy.traffic()).isEqualTo(new Traffic(5, 3, 5, 5, 3));
  }

  @Test
  void aWindowInstallWithRoomForAllMissesEachRowOnce() {
    WindowInstallPolicy policy = new WindowInstallPolicy(10, 1, 2, 7);
    policy.serve(new int[] {0, 1, 2}, 3);
    policy.serve(new int[] {2, 1, 3}, 3);
    policy.serve(new int[] {0, 3, 4}, 3);
    policy.end();
    assertThat(policy.traffic()).isEqualTo(new Traffic(9, 5, 5, 5, 0));
  }

  @Test
  void aFullSetOfWindowInstallServesTheRestPastTheCache() {
    // One set of one way: row 0 is installed for the first window and locked in the second, in
    // which
    // row 1 passes by twice. Row 2 displaces row 0 in the third.
    WindowInstallPolicy policy = new WindowInstallPolicy(1, 1, 2, 7);
    policy.serve(new int[] {0}, 1);
    policy.serve(new int[] {0}, 1);
    policy.serve(new int[] {0, 1}, 2);
    policy.serve(new int[] {1}, 1);
    policy.serve(new int[] {2}, 1);
    policy.end();
    assertThat(policy.traffic()).isEqualTo(new Traffic(6, 4, 4, 4, 2));
  }

  @Test
  void ofTwoRowsThatDrawTheSameWayTheLaterStays() {
    WindowInstallPolicy policy = new WindowInstallPolicy(1, 1, 1, 7);
    policy.serve(new int[] {5, 3}, 2);
    policy.serve(new int[] {5}, 1);
    policy.end();
    // Both are fetched to be installed, 3 in vain and again past the cache; 5 stays for batch 2.
    assertThat(policy.traffic()).isEqualTo(new Traffic(3, 2, 3, 2, 1));
  }

  @Test
  void aBatchThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new LruPolicy(counted(2)).serve(new int[] {1, 2, 3}, 3))
        .isInstanceOf(BatchTooLargeException.class)
        .hasMessage("capacity must be >= the distinct rows of a batch: capacity=2, rows=3");
  }

  private static void equalsNaive(
      IntFunction<CachePolicy> policy, BiFunction<int[][], Integer, int[]> naive) {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      int[][] trace = trace(seed);
      int capacity = capacity(trace, seed);
      check(policy.apply(capacity), trace, naive.apply(trace, capacity), seed);
    }
  }

  private static void check(CachePolicy policy, int[][] trace, int[] expected, long seed) {
    int requests = 0;
    for (int[] batch : trace) {
      policy.serve(batch, batch.length);
      requests += batch.length;
    }
    policy.end();
    // What came in and was not evicted is written back at the end.
    assertThat(policy.traffic())
        .as("seed %d", seed)
        .isEqualTo(new Traffic(requests, expected[0], expected[0], expected[0], 0));
    assertThat(expected[1]).as("evictions, seed %d", seed).isPositive();
  }

  private static KeptRows counted(int capacity) {
    return new KeptRows(capacity, BatchRows.COUNTED);
  }

  private static int capacity(int[][] trace, long seed) {
    int largest = Arrays.stream(trace).mapToInt(batch -> batch.length).max().orElseThrow();
    return largest + new SplittableRandom(seed).nextInt(12);
  }

  /// Skewed batches with rows numbered by first appearance.
  private static int[][] trace(long seed) {
    Map<Long, Integer> numbers = new HashMap<>();
    return Arrays.stream(Traces.zipf(seed, 80, 12, 60, 0.9))
        .map(batch ->
            Arrays.stream(batch)
                .mapToInt(row -> numbers.computeIfAbsent(row, _ -> numbers.size()))
                .toArray())
        .toArray(int[][]::new);
  }
}
