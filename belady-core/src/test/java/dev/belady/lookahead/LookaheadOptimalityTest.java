// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// With every batch known, no choice of victims needs fewer fetches than the planner's.
final class LookaheadOptimalityTest {
  private static final int CASES = 1000;

  @Test
  void noChoiceOfVictimsIsBetterOnSmallTraces() {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[][] trace = Traces.uniform(random, random.nextInt(1, 11), 6, 3);
      int distance = random.nextInt(3);
      int capacity = Math.max(Traces.floor(trace, distance + 1), random.nextInt(2, 6));
      RecordedPlans plans =
          RecordedPlans.of(trace, new LookaheadConfig(capacity, trace.length, distance));
      assertThat(plans.moves())
          .as("seed %d, trace %s", seed, Arrays.deepToString(trace))
          .isEqualTo(BruteForce.fewestFetches(trace, 6, capacity, distance + 1));
    }
  }

  @Test
  void noDepthIsBetterThanTheOptimum() {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[][] trace = Traces.uniform(random, 10, 6, 3);
      int capacity = Math.max(Traces.floor(trace, 1), random.nextInt(2, 6));
      int best = BruteForce.fewestFetches(trace, 6, capacity, 1);
      for (int depth = 1; depth <= trace.length; depth++) {
        RecordedPlans plans = RecordedPlans.of(trace, new LookaheadConfig(capacity, depth, 0));
        assertThat(plans.moves()).as("seed %d, depth %d", seed, depth).isGreaterThanOrEqualTo(best);
      }
    }
  }

  @Test
  void aRunWithoutGuessesIsOptimal() {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[][] trace = Traces.uniform(random, 10, 6, 3);
      int capacity = Math.max(Traces.floor(trace, 1), 3);
      RecordedPlans plans =
          RecordedPlans.of(trace, new LookaheadConfig(capacity, random.nextInt(3, 8), 0));
      if (plans.unknownVictims() == 0) {
        assertThat(plans.moves())
            .as("seed %d", seed)
            .isEqualTo(BruteForce.fewestFetches(trace, 6, capacity, 1));
      }
    }
  }

  /// All sequences of five batches of one or two out of four rows: 100,000 traces.
  @Test
  void noChoiceOfVictimsIsBetterOnAnyTinyTrace() {
    long[][] batches = {{0}, {1}, {2}, {3}, {0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
    int length = 5;
    int traces = (int) Math.pow(batches.length, length);
    for (int t = 0; t < traces; t++) {
      long[][] trace = new long[length][];
      for (int b = 0, rest = t; b < length; b++, rest /= batches.length) {
        trace[b] = batches[rest % batches.length];
      }
      int capacity = 2 + t % 2;
      int moves = RecordedPlans.of(trace, new LookaheadConfig(capacity, length, 0)).moves();
      int best = BruteForce.fewestFetches(trace, 4, capacity, 1);
      if (moves != best) {
        assertThat(moves).as(Arrays.deepToString(trace)).isEqualTo(best);
      }
    }
  }
}
