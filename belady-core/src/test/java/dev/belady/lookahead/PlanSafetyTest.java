// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever the delays, plans lead to what training with all rows in memory leads to.
final class PlanSafetyTest {
  private static final int CASES = 300;

  @ParameterizedTest
  @EnumSource
  void everyLookupSeesTheLastWrite(PlanInterpreter.Delays delays) {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      RecordedPlans plans = random(seed);
      PlanInterpreter interpreter = new PlanInterpreter(plans, delays, seed);
      assertThatCode(interpreter::run).as("seed %d, %s", seed, delays).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @EnumSource
  void installedWindowsLoseNoUpdate(PlanInterpreter.Delays delays) {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      RecordedPlans plans = randomInstalls(seed);
      PlanInterpreter interpreter = new PlanInterpreter(plans, delays, seed);
      assertThatCode(interpreter::run).as("seed %d, %s", seed, delays).doesNotThrowAnyException();
    }
  }

  /// As [#random], by windows that are installed into sets: none, some or all frames are theirs.
  private static RecordedPlans randomInstalls(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[][] trace = Traces.zipf(seed, 40, 6, random.nextInt(6, 40), 0.9);
    int distance = random.nextInt(4);
    int floor = Traces.floor(trace, distance + 1);
    int capacity = floor + random.nextInt(8);
    LookaheadConfig config = new LookaheadConfig(capacity, random.nextInt(1, 15), distance);
    WindowSets sets =
        WindowSets.within(
            capacity, random.nextInt(capacity + 1), 1 << 20, random.nextInt(1, 6), seed);
    int flushEvery = random.nextInt(3) == 0 ? random.nextInt(1, 10) : 0;
    WindowInstallPlanner planner = new WindowInstallPlanner(config, sets);
    return RecordedPlans.of(planner, trace, capacity, new long[0], flushEvery);
  }

  /// Plans for a random trace and configuration, with some pinned rows and flushes.
  static RecordedPlans random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int rows = random.nextInt(6, 40);
    long[][] trace =
        random.nextBoolean()
            ? Traces.uniform(random, 40, rows, 5)
            : Traces.zipf(seed, 40, 6, rows, 1.1);
    int distance = random.nextInt(4);
    int capacity = Traces.floor(trace, distance + 1) + random.nextInt(4);
    int depth = random.nextInt(1, 15);
    long[] pinned = random.longs(random.nextInt(3), 0, rows).distinct().toArray();
    int flushEvery = random.nextInt(3) == 0 ? random.nextInt(1, 10) : 0;
    RecordedPlans plans =
        RecordedPlans.of(trace, new LookaheadConfig(capacity, depth, distance), pinned, flushEvery);
    return new RecordedPlans(trace, capacity, Arrays.copyOf(pinned, pinned.length), plans.steps());
  }
}
