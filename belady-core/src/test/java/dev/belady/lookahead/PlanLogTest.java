// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PlanLogTest {
  @Test
  void aLogReadBackAndWrittenAgainIsTheSame() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 50; seed++) {
      byte[] log = log(seed, 3);
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      PlanLog copy = new PlanLog((bytes, length) -> again.write(bytes, 0, length));
      PlanReplay replay = new PlanReplay(log);
      BatchPlan plan = new BatchPlan();
      FlushPlan flush = new FlushPlan();
      for (int b = 0; b < 30; b++) {
        replay.read(plan);
        assertThat(plan.batch()).isEqualTo(b);
        copy.write(plan);
      }
      replay.read(flush);
      copy.write(flush);
      assertThat(replay.hasNext()).isFalse();
      assertThat(again.toByteArray()).as("seed %d", seed).isEqualTo(log);
    }
  }

  @Test
  void aReplayAcceptsTheSameDecisionsAndNamesTheFirstOther() {
    long[][] trace = trace(Traces.seed());
    byte[] log = log(Traces.seed(), 3);
    check(trace, 3, log);
    assertThatIllegalStateException()
        .isThrownBy(() -> check(trace, 1, log))
        .withMessageMatching("the plan differs from the recorded one: batch \\d+, .*");
    assertThatIllegalStateException()
        .isThrownBy(() -> check(trace, 3, Arrays.copyOf(log, log.length / 2)));
  }

  @Test
  void bytesThatAreNoLogAreRefused() {
    for (long seed = Traces.seed(); seed < Traces.seed() + 200; seed++) {
      byte[] log = log(seed, 3);
      SplittableRandom random = new SplittableRandom(seed);
      byte[] cut = Arrays.copyOf(log, random.nextInt(log.length));
      assertThatIllegalArgumentException()
          .as("seed %d, %d bytes", seed, cut.length)
          .isThrownBy(() -> readAll(cut))
          .withMessageStartingWith("not a plan log: ");
      log[random.nextInt(log.length)] = (byte) random.nextInt();
      try {
        readAll(log);
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed %d", seed).hasMessageStartingWith("not a plan log: ");
      }
    }
  }

  @Test
  void splitsStandBetweenBatches() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PlanLog log = new PlanLog((record, length) -> bytes.write(record, 0, length));
    log.writeSplit(70, 1);
    log.writeKeys(-5);
    log.writeSplit(1 << 30, 0);
    PlanReplay replay = new PlanReplay(bytes.toByteArray());
    assertThat(replay.nextIsSplit()).isTrue();
    assertThat(replay.readSplit(4)).isEqualTo(new LookaheadConfig(70, 4, 1));
    assertThat(replay.nextIsSplit()).isFalse();
    assertThat(replay.readKeys()).isEqualTo(-5);
    assertThat(replay.readSplit(9)).isEqualTo(new LookaheadConfig(1 << 30, 9, 0));
    assertThat(replay.nextIsSplit()).isFalse();
    assertThat(replay.hasNext()).isFalse();
  }

  private static void readAll(byte[] log) {
    PlanReplay replay = new PlanReplay(log);
    BatchPlan plan = new BatchPlan();
    for (int b = 0; b < 30; b++) {
      replay.read(plan);
    }
    replay.read(new FlushPlan());
  }

  private static void check(long[][] trace, int depth, byte[] log) {
    PlanReplay replay = new PlanReplay(log);
    PlannedTrace.run(trace, config(trace, depth), replay::check, replay::check);
  }

  private static byte[] log(long seed, int depth) {
    long[][] trace = trace(seed);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PlanLog log = new PlanLog((record, length) -> bytes.write(record, 0, length));
    PlannedTrace.run(trace, config(trace, depth), log::write, log::write);
    return bytes.toByteArray();
  }

  private static LookaheadConfig config(long[][] trace, int depth) {
    return new LookaheadConfig(Traces.floor(trace, 1) + 3, depth, 0);
  }

  private static long[][] trace(long seed) {
    return Traces.zipf(seed, 30, 12, 400, 1.1);
  }
}
