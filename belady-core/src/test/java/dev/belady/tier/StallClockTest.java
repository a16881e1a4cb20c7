// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StallClockTest {
  private long now;
  private final StallClock clock = new StallClock(() -> now);

  @Test
  void onlyWaitsCountAndTheMoverComesFirst() {
    clock.planner(StallCause.DATA);
    now += 1000;
    clock.waits();
    now += 1;
    clock.planner(StallCause.PLANNER);
    now += 20;
    clock.mover(StallCause.COPIES);
    now += 300;
    clock.planner(StallCause.DATA);
    clock.mover(StallCause.READS);
    now += 4000;
    clock.mover(StallCause.HANDOVER);
    clock.planner(StallCause.HANDOVER);
    now += 50_000;
    assertThat(clock.goesOn()).isEqualTo(StallCause.HANDOVER);
    now += 600_000;
    clock.mover(StallCause.WRITES);
    now += 7_000_000;
    Stalls stalls = clock.stalls();
    assertThat(stalls.nanos(StallCause.DATA)).isEqualTo(1);
    assertThat(stalls.nanos(StallCause.PLANNER)).isEqualTo(20);
    assertThat(stalls.nanos(StallCause.COPIES)).isEqualTo(300);
    assertThat(stalls.nanos(StallCause.READS)).isEqualTo(4000);
    assertThat(stalls.nanos(StallCause.HANDOVER)).isEqualTo(50_000);
    assertThat(stalls.totalNanos()).isEqualTo(54_321);
    assertThat(stalls.rowNanos()).isEqualTo(4300);
    assertThat(stalls.dataNanos()).isEqualTo(50_021);
  }

  @Test
  void aWaitThatGoesOnCountsAndDifferencesAddUp() {
    clock.mover(StallCause.READS);
    clock.waits();
    now += 100;
    assertThat(clock.goesOn()).isEqualTo(StallCause.READS);
    clock.waits();
    now += 5;
    Stalls first = clock.stalls();
    now += 7;
    Stalls second = clock.stalls();
    assertThat(first.nanos(StallCause.READS)).isEqualTo(105);
    assertThat(second.since(first).nanos(StallCause.READS)).isEqualTo(7);
    assertThat(first.since(Stalls.NONE)).isEqualTo(first);
  }

  @Test
  void everyMomentOfAWaitHasOneCause() {
    long seed = Long.getLong("belady.seed", 1);
    Random random = new Random(seed);
    StallCause[] causes = StallCause.values();
    Map<StallCause, Long> expected = new EnumMap<>(StallCause.class);
    StallCause planner = StallCause.HANDOVER;
    StallCause mover = StallCause.HANDOVER;
    boolean waiting = false;
    for (int step = 0; step < 10_000; step++) {
      int passed = random.nextInt(100);
      now += passed;
      if (waiting) {
        expected.merge(mover == StallCause.HANDOVER ? planner : mover, (long) passed, Long::sum);
      }
      switch (random.nextInt(4)) {
        case 0 -> {
          planner = causes[random.nextInt(2)];
          clock.planner(planner);
        }
        case 1 -> {
          mover = causes[2 + random.nextInt(5)];
          clock.mover(mover);
        }
        case 2 -> {
          if (waiting) {
            clock.goesOn();
          } else {
            clock.waits();
          }
          waiting = !waiting;
        }
        default -> clock.stalls();
      }
    }
    for (StallCause cause : causes) {
      assertThat(clock.stalls().nanos(cause))
          .as("%s, seed %d", cause, seed)
          .isEqualTo(expected.getOrDefault(cause, 0L));
    }
  }
}
