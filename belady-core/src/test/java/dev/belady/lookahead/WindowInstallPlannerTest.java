// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.lookahead.policy.BatchRows;
import dev.belady.lookahead.policy.CacheSimulation;
import dev.belady.lookahead.policy.LaneRunner;
import dev.belady.lookahead.policy.PolicySpec;
import dev.belady.lookahead.policy.TraceSurvey;
import dev.belady.lookahead.policy.Traffic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WindowInstallPlannerTest {
  private static final int CASES = 100;

  /// The cache of the simulation has rows beside it for as long as one batch; here they stay until
  /// their frames are needed, which adds hits, but never takes one away.
  @Test
  void theSetsHoldWhatTheSimulatedCacheHolds() {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[][] trace = numbered(Traces.zipf(seed, 90, 30, 200, 0.9));
      int distance = random.nextInt(3);
      int depth = random.nextInt(1, 12);
      // The simulation rounds to a prime number.
      int[] numbers = {1, 2, 3, 5, 7, 11, 13, 17, 19};
      WindowSets sets =
          new WindowSets(numbers[random.nextInt(numbers.length)], random.nextInt(1, 6), seed);
      int cached = sets.sets() * sets.ways();
      int capacity = cached + Traces.floor(trace, distance + 1);
      WindowInstallPlanner planner =
          new WindowInstallPlanner(new LookaheadConfig(capacity, depth, distance), sets);
      RecordedPlans plans = RecordedPlans.of(planner, trace, capacity, new long[0], 0);
      Traffic simulated =
          simulate(trace, new PolicySpec.WindowInstall(depth, sets.ways(), seed), cached);
      assertThat(planner.hitsInSets()).as("seed %d", seed).isEqualTo(simulated.hits());
      assertThat((long) plans.moves()).as("seed %d", seed).isBetween(1L, simulated.misses());
    }
  }

  @Test
  void rowsWithAPlaceStayAndTheOthersGiveTheirFramesAway() {
    // One set of one way and two more frames; windows of two batches, no overlap.
    WindowInstallPlanner planner =
        new WindowInstallPlanner(new LookaheadConfig(3, 2, 0), new WindowSets(1, 1, 7));
    long[][] trace = {{5}, {5, 3}, {5, 4}, {6}, {5}, {5}};
    RecordedPlans plans = RecordedPlans.of(planner, trace, 3, new long[0], 0);
    // Row 5 draws last and has the way; 4 and 6 find it locked. Frame 1 was 3's, and then 4's.
    assertThat(moves(plans))
        .containsExactly("0: 5 to 0", "1: 3 to 1", "2: 4 to 2", "3: 6 to 2 for 4");
    assertThat(planner.hitsInSets()).isEqualTo(4);
  }

  @Test
  void aWindowEndsWhereTheNextBatchIsNotKnown() {
    // One set of one way and one more frame; windows of three batches, no overlap.
    WindowInstallPlanner planner =
        new WindowInstallPlanner(new LookaheadConfig(2, 3, 0), new WindowSets(1, 1, 7));
    BatchPlan plan = new BatchPlan();
    planner.add(new long[] {5}, 1);
    assertThat(planner.canPlan()).isFalse();
    planner.hold();
    planner.plan(plan);
    assertThat(planner.canPlan()).isFalse();
    // The next window begins here, so its row has the way from its first use on.
    for (int b = 0; b < 3; b++) {
      assertThat(planner.canPlan()).isFalse();
      planner.add(new long[] {6}, 1);
    }
    planner.plan(plan);
    planner.hold();
    planner.plan(plan);
    planner.plan(plan);
    assertThat(planner.canPlan()).isFalse();
    assertThat(planner.hitsInSets()).isEqualTo(2);
  }

  @Test
  void theFloorOfTheBatchesInFlightIsEnoughAndOneFrameLessIsNot() {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[][] trace = Traces.zipf(seed, 60, 12, 80, 1.0);
      int distance = random.nextInt(3);
      int floor = Traces.floor(trace, distance + 1);
      WindowSets sets = new WindowSets(random.nextInt(1, 8), random.nextInt(1, 6), seed);
      LookaheadConfig config = new LookaheadConfig(floor, 5, distance);
      LookaheadConfig less = new LookaheadConfig(floor - 1, 5, distance);
      RecordedPlans.of(new WindowInstallPlanner(config, sets), trace, floor, new long[0], 0);
      assertThatThrownBy(() ->
              RecordedPlans.of(
                  new WindowInstallPlanner(less, sets), trace, floor - 1, new long[0], 0))
          .as("seed %d", seed)
          .isInstanceOfSatisfying(
              CapacityException.class, e -> assertThat(e.requiredFrames()).isEqualTo(floor));
    }
  }

  @Test
  void equalSeedsGiveEqualPlansAndOthersDoNot() {
    long[][] trace = Traces.zipf(Traces.seed(), 60, 30, 200, 0.9);
    boolean equal = logged(trace, 1).equals(logged(trace, 1));
    boolean others = logged(trace, 1).equals(logged(trace, 2));
    assertThat(equal).isTrue();
    assertThat(others).isFalse();
  }

  @Test
  void setsTakeWhatTheRowsInFlightLeave() {
    assertThat(WindowSets.within(1000, 200, Integer.MAX_VALUE, 16, 3))
        .isEqualTo(new WindowSets(50, 16, 3));
    assertThat(WindowSets.within(1000, 200, 7, 16, 3)).isEqualTo(new WindowSets(7, 16, 3));
    assertThat(WindowSets.within(5, 5, 7, 16, 3)).isEqualTo(new WindowSets(1, 5, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WindowSets(0, 4, 1))
        .withMessageContaining("sets=0, ways=4");
  }

  @Test
  void rowsThatRepeatAndCallsInTheWrongOrderAreRefused() {
    LookaheadConfig config = new LookaheadConfig(4, 1, 0);
    WindowInstallPlanner planner = new WindowInstallPlanner(config, new WindowSets(1, 2, 7));
    assertThatIllegalStateException().isThrownBy(() -> planner.plan(new BatchPlan()));
    planner.restoreUses(3, 2);
    planner.add(new int[] {3, 1, 3}, 3);
    assertThat(planner.uses(3)).isEqualTo(2);
    assertThatIllegalStateException().isThrownBy(() -> planner.add(new int[0], 0));
    assertThatIllegalArgumentException().isThrownBy(() -> planner.restoreUses(3, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> planner.plan(new BatchPlan()))
        .withMessage("rows of a batch must be distinct: row=3, batch=0");
  }

  private static List<String> moves(RecordedPlans plans) {
    return plans.steps().stream()
        .filter(RecordedPlans.Train.class::isInstance)
        .map(RecordedPlans.Train.class::cast)
        .flatMap(train ->
            train.moves().stream()
                .map(move ->
                    "%d: %d to %d".formatted(train.batch(), move.row(), move.frame())
                        + (move.victim() == BatchPlan.NO_VICTIM ? "" : " for " + move.victim())))
        .toList();
  }

  private static List<String> logged(long[][] trace, long seed) {
    WindowInstallPlanner planner =
        new WindowInstallPlanner(new LookaheadConfig(120, 5, 1), new WindowSets(10, 6, seed));
    return moves(RecordedPlans.of(planner, trace, 120, new long[0], 7));
  }

  private static Traffic simulate(long[][] trace, PolicySpec policy, int capacity) {
    TraceSurvey survey = new TraceSurvey(1);
    for (long[] batch : trace) {
      survey.add(batch, batch.length);
    }
    CacheSimulation simulation =
        new CacheSimulation(survey, List.of(policy), BatchRows.BESIDE, LaneRunner.SERIAL, capacity);
    for (long[] batch : trace) {
      simulation.add(batch, batch.length);
    }
    return simulation.finish().results().getFirst().traffic();
  }

  /// Rows numbered by first appearance, as the simulation numbers them.
  private static long[][] numbered(long[][] trace) {
    Map<Long, Long> numbers = new HashMap<>();
    return Arrays.stream(trace)
        .map(batch ->
            Arrays.stream(batch)
                .map(row -> numbers.computeIfAbsent(row, _ -> (long) numbers.size()))
                .toArray())
        .toArray(long[][]::new);
  }
}
