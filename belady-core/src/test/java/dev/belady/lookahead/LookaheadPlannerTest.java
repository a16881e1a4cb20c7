// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LookaheadPlannerTest {
  @Test
  void theRowUsedFarthestAheadLeaves() {
    long[][] trace = {{1}, {2}, {3}, {1}, {2}};
    RecordedPlans plans = RecordedPlans.of(trace, new LookaheadConfig(2, 5, 0));
    RecordedPlans.Train third = (RecordedPlans.Train) plans.steps().get(2);
    assertThat(third.moves()).containsExactly(new RecordedPlans.Move(1, 3, 0, 2, 1, 1, true));
    assertThat(plans.moves()).isEqualTo(4);
  }

  @Test
  void amongRowsWithoutKnownUseTheLeastUsedLeavesThenTheLongestUnused() {
    long[][] trace = {{1}, {1}, {2}, {3}, {4}, {5}};
    RecordedPlans plans = RecordedPlans.of(trace, new LookaheadConfig(3, 1, 0));
    assertThat(victims(plans)).containsExactly(-1L, -1L, -1L, 2L, 3L);
  }

  @Test
  void aRowThatComesBackIsFetchedWithItsUsesAndANewOneIsCreated() {
    long[][] trace = {{7}, {7}, {8}, {7}};
    RecordedPlans plans = RecordedPlans.of(trace, new LookaheadConfig(1, 2, 0));
    RecordedPlans.Train last = (RecordedPlans.Train) plans.steps().get(3);
    assertThat(last.moves()).containsExactly(new RecordedPlans.Move(0, 7, 2, 8, 1, 2, true));
  }

  @Test
  void restoredRowsAreFetchedNotCreated() {
    LookaheadPlanner planner = planner(4, 1, 0);
    planner.restoreUses(5_000_000_000L, 3);
    planner.add(new long[] {5_000_000_000L, 4}, 2);
    BatchPlan plan = new BatchPlan();
    planner.plan(plan);
    assertThat(plan.moveUses(0)).isEqualTo(3);
    assertThat(plan.moveUses(1)).isZero();
  }

  @Test
  void pinnedRowsHaveFramesBehindTheOthersAndNeverMove() {
    long[][] trace = {{1, 9}, {8, 2}, {9, 3, 8}};
    RecordedPlans plans =
        RecordedPlans.of(trace, new LookaheadConfig(1, 2, 0), new long[] {9, 8}, 0);
    assertThat(plans.steps().subList(0, 3))
        .map(step -> Arrays.toString(((RecordedPlans.Train) step).frames()))
        .containsExactly("[0, 1]", "[2, 0]", "[1, 0, 2]");
    assertThat(plans.moves()).isEqualTo(3);
  }

  @Test
  void aFlushedRowThatWasNotUsedSinceLeavesWithoutAWriteBack() {
    long[][] trace = {{1}, {2}, {3}};
    RecordedPlans plans = RecordedPlans.of(trace, new LookaheadConfig(1, 1, 0), new long[0], 2);
    List<RecordedPlans.Step> steps = plans.steps();
    assertThat(steps.get(2))
        .isEqualTo(new RecordedPlans.Flush(List.of(new RecordedPlans.Write(2, 0, 1, 1))));
    assertThat(((RecordedPlans.Train) steps.get(3)).moves())
        .containsExactly(new RecordedPlans.Move(0, 3, 0, 2, 1, 1, false));
  }

  @Test
  void victimsWereLastUsedBeforeTheBatchesInFlight() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[][] trace = Traces.uniform(random, 40, 20, 4);
      int distance = random.nextInt(4);
      int capacity = Traces.floor(trace, distance + 1) + random.nextInt(3);
      int depth = random.nextInt(1, 12);
      RecordedPlans plans = RecordedPlans.of(trace, new LookaheadConfig(capacity, depth, distance));
      for (RecordedPlans.Step step : plans.steps()) {
        if (step instanceof RecordedPlans.Train train) {
          assertThat(train.moves())
              .as("seed %d, batch %d", seed, train.batch())
              .allMatch(move ->
                  move.victim() == BatchPlan.NO_VICTIM
                      || move.victimLastUse() < train.batch() - distance);
        }
      }
    }
  }

  @Test
  void theCapacityFloorSufficesAndOneFrameLessDoesNot() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[][] trace = Traces.uniform(random, 30, 25, 5);
      int distance = random.nextInt(4);
      int depth = random.nextInt(1, 40);
      CapacityFloor floor = new CapacityFloor(distance);
      for (long[] batch : trace) {
        floor.add(batch, batch.length);
      }
      int frames = floor.frames();
      assertThat(frames).as("seed %d", seed).isEqualTo(Traces.floor(trace, distance + 1));
      RecordedPlans.of(trace, new LookaheadConfig(frames, depth, distance));
      if (frames > 1) {
        assertThatThrownBy(
                () -> RecordedPlans.of(trace, new LookaheadConfig(frames - 1, depth, distance)))
            .as("seed %d", seed)
            .isInstanceOfSatisfying(
                CapacityException.class, e -> assertThat(e.requiredFrames()).isEqualTo(frames));
      }
    }
  }

  @Test
  void aTooSmallCapacityNamesTheOneThatWorks() {
    long[][] trace = {{1, 2}, {3, 4, 5}, {5, 6, 7}};
    assertThatThrownBy(() -> RecordedPlans.of(trace, new LookaheadConfig(4, 3, 1)))
        .hasMessage(
            "capacityFrames must be >= the distinct rows of 2 consecutive batches:"
                + " capacityFrames=4, needed for the batches known so far=5"
                + " (batch 1, issueDistance=1)");
  }

  @Test
  void equalInputGivesEqualBytes() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 20; seed++) {
      long[][] trace = Traces.zipf(seed, 60, 50, 500, 1.05);
      LookaheadConfig config = new LookaheadConfig(Traces.floor(trace, 2) + 5, 8, 1);
      assertThat(log(trace, config)).as("seed %d", seed).isEqualTo(log(trace, config));
    }
  }

  @Test
  void rowNumbersOfBothWidthsGiveTheSamePlan() {
    LookaheadPlanner wide = planner(3, 1, 0);
    LookaheadPlanner narrow = planner(3, 1, 0);
    wide.add(new long[] {5, 1, 9, 2}, 3);
    narrow.add(new int[] {5, 1, 9, 2}, 3);
    BatchPlan widePlan = new BatchPlan();
    BatchPlan narrowPlan = new BatchPlan();
    wide.plan(widePlan);
    narrow.plan(narrowPlan);
    assertThat(widePlan).usingRecursiveComparison().isEqualTo(narrowPlan);
  }

  @Test
  void repeatedAndNegativeRowsAreRefused() {
    LookaheadPlanner planner = planner(4, 3, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> planner.add(new long[] {1, 2, 1}, 3))
        .withMessage("rows of a batch must be distinct: row=1, batch=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> planner(4, 3, 0).add(new long[] {-1}, 1))
        .withMessage("row must be >= 0: row=-1, batch=0");
  }

  @Test
  void planningWaitsForTheWindowAndAddingForThePlan() {
    LookaheadPlanner planner = planner(4, 2, 0);
    planner.add(new long[] {1}, 1);
    assertThat(planner.canPlan()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> planner.plan(new BatchPlan()));
    planner.add(new long[0], 0);
    assertThat(planner.canPlan()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> planner.add(new long[] {2}, 1));
    planner.plan(new BatchPlan());
    assertThat(planner.canPlan()).isFalse();
    planner.end();
    assertThat(planner.canPlan()).isTrue();
    planner.plan(new BatchPlan());
    assertThat(planner.canPlan()).isFalse();
  }

  private static LookaheadPlanner planner(int capacity, int depth, int issueDistance) {
    return new LookaheadPlanner(
        new LookaheadConfig(capacity, depth, issueDistance), PinnedRows.NONE);
  }

  private static List<Long> victims(RecordedPlans plans) {
    return plans.steps().stream()
        .filter(RecordedPlans.Train.class::isInstance)
        .flatMap(step -> ((RecordedPlans.Train) step).moves().stream())
        .map(RecordedPlans.Move::victim)
        .toList();
  }

  private static byte[] log(long[][] trace, LookaheadConfig config) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PlanLog log = new PlanLog((record, length) -> bytes.write(record, 0, length));
    PlannedTrace.run(trace, config, log::write, log::write);
    return bytes.toByteArray();
  }
}
