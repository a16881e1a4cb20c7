// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.data.DataException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

final class ReplayPlannerTest {
  private static final int CASES = 60;
  private static final LongUnaryOperator KEYS = row -> 31 * row + 7;

  /// A trace, its log, and what the planner was told.
  private record Logged(long[][] trace, LookaheadConfig config, int flushEvery, byte[] log) {
    static Logged of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      long[][] trace = Traces.zipf(seed, 30, 6, random.nextInt(20, 200), 1.0);
      int distance = random.nextInt(3);
      int capacity = Traces.floor(trace, distance + 1) + random.nextInt(8);
      LookaheadConfig config = new LookaheadConfig(capacity, random.nextInt(1, 9), distance);
      int flushEvery = random.nextInt(3) * 4;
      BatchPlanner planner =
          random.nextBoolean()
              ? new LookaheadPlanner(config, PinnedRows.NONE)
              : new WindowInstallPlanner(
                  config, WindowSets.within(capacity, capacity / 2, 1 << 20, 4, seed));
      return new Logged(
          trace, config, flushEvery, written(planner, trace, flushEvery, KEYS, _ -> {}));
    }

    ReplayPlanner replay(byte[] bytes, LongUnaryOperator keys) {
      return new ReplayPlanner(new PlanReplay(bytes), config, keys, "the.log");
    }
  }

  private static byte[] written(
      BatchPlanner planner,
      long[][] trace,
      int flushEvery,
      LongUnaryOperator keys,
      Consumer<BatchPlan> plans) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PlanLog log = new PlanLog((record, length) -> bytes.write(record, 0, length));
    PlannedTrace.run(new LoggedPlanner(planner, log, keys), trace, plans, _ -> {}, flushEvery);
    return bytes.toByteArray();
  }

  @Test
  void aReplayMakesTheSamePlansAndTheSameLog() {
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      Logged logged = Logged.of(seed);
      byte[] again =
          written(
              logged.replay(logged.log(), KEYS),
              logged.trace(),
              logged.flushEvery(),
              KEYS,
              _ -> {});
      assertThat(again).as("seed %d", seed).isEqualTo(logged.log());
    }
  }

  @Test
  void aLogIsReadInPieces() {
    Logged logged = Logged.of(Traces.seed());
    int[] at = new int[1];
    PlanReplay.Source source =
        into -> {
          int count = Math.min(1 + at[0] % 5, logged.log().length - at[0]);
          System.arraycopy(logged.log(), at[0], into, 0, count);
          at[0] += count;
          return count;
        };
    ReplayPlanner replay =
        new ReplayPlanner(
            new PlanReplay(source, logged.log().length), logged.config(), KEYS, "the.log");
    assertThat(written(replay, logged.trace(), logged.flushEvery(), KEYS, _ -> {}))
        .isEqualTo(logged.log());
  }

  @Test
  void otherKeysAreRefusedEvenWithTheSameRows() {
    Logged logged = Logged.of(Traces.seed());
    refused(logged, logged.log(), logged.trace(), KEYS.andThen(key -> key == 7 ? 8 : key))
        .withMessageStartingWith("a plan log must be replayed on the keys that it was made from")
        .withMessageEndingWith(" (the.log)");
    long[][] other = logged.trace().clone();
    other[20] = Arrays.copyOf(other[20], other[20].length - 1);
    refused(logged, logged.log(), other, KEYS).withMessageContaining("batch=20");
    other[20] = logged.trace()[20].clone();
    other[20][0] = 999;
    refused(logged, logged.log(), other, KEYS).withMessageContaining("batch=20");
  }

  @Test
  void aShortLogEndsTheRunWhereItEnds() {
    long[][] trace = Traces.zipf(3, 12, 4, 40, 1.0);
    LookaheadConfig config = new LookaheadConfig(Traces.floor(trace, 1), 3, 0);
    byte[] log =
        written(
            new LookaheadPlanner(config, PinnedRows.NONE),
            Arrays.copyOf(trace, 9),
            0,
            KEYS,
            _ -> {});
    List<Integer> planned = new ArrayList<>();
    ReplayPlanner replay = new ReplayPlanner(new PlanReplay(log), config, KEYS, "the.log");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> written(replay, trace, 0, KEYS, plan -> planned.add(plan.batch())))
        .withMessageContaining("not a plan log: kind of record=2"); // The flush at its end.
    assertThat(planned).hasSize(9);
    ReplayPlanner ended = new ReplayPlanner(new PlanReplay(new byte[0]), config, KEYS, "the.log");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> written(ended, trace, 0, KEYS, _ -> {}))
        .withMessage("a plan log must not end before the run: batches=0 (the.log)");
  }

  /// Whatever byte is changed: the log is refused, or what it tells is not what is carried out.
  @Test
  void noDamageLeadsToOtherMoves() {
    int refused = 0;
    for (long seed = Traces.seed(); seed < Traces.seed() + 10 * CASES; seed++) {
      Logged logged = Logged.of(seed % 7);
      SplittableRandom random = new SplittableRandom(seed);
      byte[] damaged = logged.log().clone();
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      List<String> moves = new ArrayList<>();
      try {
        written(
            logged.replay(damaged, KEYS),
            logged.trace(),
            logged.flushEvery(),
            KEYS,
            plan -> moves.add(moves(plan)));
      } catch (DataException e) {
        refused++;
        assertThat(e).hasMessageEndingWith(" (the.log)");
      }
      List<String> sound = new ArrayList<>();
      written(
          logged.replay(logged.log(), KEYS),
          logged.trace(),
          logged.flushEvery(),
          KEYS,
          plan -> sound.add(moves(plan)));
      assertThat(moves).as("seed %d, byte %d", seed, at).isEqualTo(sound.subList(0, moves.size()));
    }
    assertThat(refused).isGreaterThan(9 * CASES);
  }

  private static String moves(BatchPlan plan) {
    StringBuilder text = new StringBuilder(plan.toString());
    for (int m = 0; m < plan.moveCount(); m++) {
      text.append(' ')
          .append(plan.moveFrame(m))
          .append(' ')
          .append(plan.moveRow(m))
          .append(' ')
          .append(plan.moveUses(m))
          .append(' ')
          .append(plan.victimRow(m))
          .append(' ')
          .append(plan.victimDirty(m));
    }
    return text.toString();
  }

  @Test
  void theFramesForTheNextBatchAreTheRowsInFlight() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 20; seed++) {
      Logged logged = Logged.of(seed);
      ReplayPlanner replay = logged.replay(logged.log(), KEYS);
      BatchPlan plan = new BatchPlan();
      for (int b = 0; b < 4; b++) {
        replay.add(logged.trace()[b], logged.trace()[b].length);
        Set<Long> inFlight = new HashSet<>();
        for (int i = Math.max(0, b - logged.config().issueDistance()); i <= b; i++) {
          for (long row : logged.trace()[i]) {
            inFlight.add(row);
          }
        }
        assertThat(replay.framesForNext()).as("seed %d", seed).isEqualTo(inFlight.size());
        replay.plan(plan);
      }
    }
  }

  private static ThrowableAssertAlternative<DataException> refused(
      Logged logged, byte[] log, long[][] trace, LongUnaryOperator keys) {
    return assertThatExceptionOfType(DataException.class)
        .isThrownBy(
            () -> written(logged.replay(log, keys), trace, logged.flushEvery(), keys, _ -> {}));
  }
}
