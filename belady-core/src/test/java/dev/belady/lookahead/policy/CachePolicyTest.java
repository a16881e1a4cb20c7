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
import java.util.stream.IntStream;
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
    equalsNaive(capacity -> new ClairvoyantPolicy(counted(capacity)), NaivePolicies::min);
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
  void staticRowsComeInOnceAndAllOthersPassBy() {
    StaticPolicy policy = new StaticPolicy(new KeptRows(3, BatchRows.BESIDE), new int[] {1, 4, 9});
    run(policy, new int[][] {{1, 2, 3}, {4, 2, 0}, {1, 4}});
    // Misses: 1 and 4 at first, 2 twice, 3 and 0; row 9 comes in vain.
    assertThat(policy.traffic()).isEqualTo(new Traffic(8, 6, 8, 6, 7, 7, 4));
  }

  @Test
  void staticRowsAndPassingOnesMustFitWhereTheyCount() {
    StaticPolicy policy = new StaticPolicy(counted(3), new int[] {1, 4});
    assertThatThrownBy(() -> run(policy, new int[][] {{1, 2}, {3, 5}}))
        .isInstanceOf(BatchTooLargeException.class);
  }

  @Test
  void aWindowInstallWithRoomForAllMissesEachRowOnce() {
    CachePolicy policy = windowInstall(11, 1, 2);
    run(policy, new int[][] {{0, 1, 2}, {2, 1, 3}, {0, 3, 4}});
    assertThat(policy.traffic()).isEqualTo(new Traffic(9, 5, 9, 5, 5, 5, 0));
  }

  @Test
  void aFullSetOfWindowInstallServesTheRestPastTheCache() {
    // One set of one way: row 0 is installed for the first window and locked in the second, in
    // which row 1 passes by twice. Row 2 displaces row 0 in the third.
    CachePolicy policy = windowInstall(1, 1, 2);
    run(policy, new int[][] {{0}, {0}, {0, 1}, {1}, {2}});
    assertThat(policy.traffic()).isEqualTo(new Traffic(6, 4, 6, 4, 4, 4, 2));
  }

  @Test
  void ofTwoRowsThatDrawTheSameWayTheLaterStays() {
    CachePolicy policy = windowInstall(1, 1, 1);
    run(policy, new int[][] {{3, 5}, {5}});
    // Both are fetched to be installed, 3 in vain and again past the cache; 5 stays for batch 2.
    assertThat(policy.traffic()).isEqualTo(new Traffic(3, 2, 3, 2, 3, 2, 1));
  }

  @Test
  void setsAreTheLargestPrimeThatFits() {
    assertThat(IntStream.of(1, 2, 4, 9, 25, 1006, 131_074, 150_001))
        .extracting(WindowInstallPolicy::primeUpTo)
        .containsExactly(1, 2, 3, 7, 23, 997, 131_071, 150_001);
  }

  @Test
  void everyLookupOfAMissedRowIsMissed() {
    LruPolicy policy = new LruPolicy(counted(2));
    RowNumbering numbering = new RowNumbering();
    policy.serve(numbering.add(new long[] {7, 7, 8, 7}, 4));
    policy.serve(numbering.add(new long[] {8, 8, 9}, 3));
    policy.end();
    assertThat(policy.traffic()).isEqualTo(new Traffic(4, 3, 7, 5, 3, 3, 0));
  }

  @Test
  void aBatchThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> run(new LruPolicy(counted(2)), new int[][] {{1, 2, 3}}))
        .isInstanceOf(BatchTooLargeException.class)
        .hasMessage("capacity must be >= the distinct rows of a batch: capacity=2, rows=3");
  }

  private static CachePolicy windowInstall(int capacity, int ways, int depth) {
    RowNumbering numbering = new RowNumbering();
    for (int row = 0; row < 12; row++) {
      numbering.number(row);
    }
    KeptRows passing = new KeptRows(0, BatchRows.BESIDE);
    return new WindowInstallPolicy(
        new PolicySpec.WindowInstall(depth, ways, 7), capacity, passing, numbering);
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
    run(policy, trace);
    int requests = Arrays.stream(trace).mapToInt(batch -> batch.length).sum();
    // What came in and was not evicted is written back at the end.
    assertThat(policy.traffic())
        .as("seed %d", seed)
        .isEqualTo(
            new Traffic(requests, expected[0], requests, expected[0], expected[0], expected[0], 0));
    assertThat(expected[1]).as("evictions, seed %d", seed).isPositive();
  }

  /// Runs a trace whose row numbers are kept as they are.
  private static void run(CachePolicy policy, int[][] trace) {
    RowNumbering numbering = new RowNumbering();
    int most = Arrays.stream(trace).flatMapToInt(Arrays::stream).max().orElse(0);
    for (int row = 0; row <= most; row++) {
      numbering.number(row);
    }
    for (int[] batch : trace) {
      long[] keys = Arrays.stream(batch).asLongStream().toArray();
      policy.serve(numbering.add(keys, keys.length));
    }
    policy.end();
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
