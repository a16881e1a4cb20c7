// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.belady.popularity.RateSchedule.Decision;
import dev.belady.popularity.RateSchedule.RateChange;
import dev.belady.popularity.RateSchedule.Round;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// FAE's rounds, and what the loss does to their length.
class RateScheduleTest {
  @Test
  void aRoundTakesThePercentageOfBothKindsAndAPassTakesAll() {
    RateSchedule schedule = new RateSchedule(10, 5, 50);
    assertThat(schedule.nextRound()).isEqualTo(new Round(5, 3, false));
    assertThat(schedule.nextRound()).isEqualTo(new Round(5, 2, true));
    assertThat(schedule.nextRound()).isEqualTo(new Round(5, 3, false));
  }

  @Test
  void theOrderOfTheReleasedCodeIsARateOfHundred() {
    RateSchedule schedule = new RateSchedule(7, 3, 100);
    assertThat(schedule.nextRound()).isEqualTo(new Round(7, 3, true));
    assertThat(schedule.nextRound()).isEqualTo(new Round(7, 3, true));
  }

  @Test
  void aRisingLossHalvesAndFourFallsDouble() {
    RateSchedule schedule = new RateSchedule(1000, 1000, 50);
    assertThat(schedule.evaluated(0.7).decision()).isEqualTo(Decision.KEPT);
    assertThat(schedule.evaluated(0.8).decision()).isEqualTo(Decision.HALVED);
    assertThat(schedule.rate()).isEqualTo(25);
    for (double loss : new double[] {0.7, 0.6, 0.5}) {
      assertThat(schedule.evaluated(loss).decision()).isEqualTo(Decision.KEPT);
    }
    assertThat(schedule.evaluated(0.4).decision()).isEqualTo(Decision.DOUBLED);
    assertThat(schedule.rate()).isEqualTo(50);
    // The falls are counted anew, and an equal loss is none.
    for (double loss : new double[] {0.3, 0.3, 0.2, 0.1, 0.05}) {
      assertThat(schedule.evaluated(loss).decision()).isEqualTo(Decision.KEPT);
    }
    assertThat(schedule.evaluated(0.01).decision()).isEqualTo(Decision.DOUBLED);
    assertThat(schedule.rate()).isEqualTo(100);
  }

  @Test
  void theRateStaysBetweenOneAndHundred() {
    RateSchedule falling = new RateSchedule(10, 10, 100);
    for (int i = 0; i < 40; i++) {
      falling.evaluated(1.0 / (i + 1));
    }
    assertThat(falling.rate()).isEqualTo(100);
    RateSchedule rising = new RateSchedule(10, 10, 3);
    for (int i = 0; i < 40; i++) {
      rising.evaluated(i);
    }
    assertThat(rising.rate()).isEqualTo(1);
  }

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyPassTrainsEachBatchOnceInProportion(int seed) {
    Random random = new Random(seed);
    int cold = Math.max(0, random.nextInt(40) - 5);
    int hot = Math.max(cold == 0 ? 1 : 0, random.nextInt(40) - 5);
    RateSchedule schedule = new RateSchedule(cold, hot, 1 + random.nextInt(100));
    for (int pass = 0; pass < 4; pass++) {
      long coldDone = 0;
      long hotDone = 0;
      Round round;
      do {
        round = schedule.nextRound();
        assertThat(round.cold() + round.hot()).as("seed=%d", seed).isPositive();
        coldDone += round.cold();
        hotDone += round.hot();
        // Neither kind runs more than a batch and a round-up ahead of the other.
        double difference =
            cold == 0 || hot == 0 ? 0 : (double) coldDone / cold - (double) hotDone / hot;
        assertThat(Math.abs(difference))
            .as("seed=%d, cold=%d, hot=%d", seed, cold, hot)
            .isLessThanOrEqualTo(1.0 / Math.max(1, Math.min(cold, hot)));
        schedule.evaluated(random.nextDouble());
      } while (!round.endsPass());
      assertThat(coldDone).as("seed=%d", seed).isEqualTo(cold);
      assertThat(hotDone).as("seed=%d", seed).isEqualTo(hot);
    }
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RateSchedule(1, 1, 0))
        .withMessage("rate must be in 1..100: rate=0");
    assertThatIllegalArgumentException().isThrownBy(() -> new RateSchedule(0, 0, 50));
  }

  @Test
  void aChangeTellsTheLossesThatLedToIt() {
    RateSchedule schedule = new RateSchedule(100, 100, 40);
    assertThat(schedule.evaluated(0.9)).isEqualTo(change(Decision.KEPT, 40, 40, 0.9));
    assertThat(schedule.evaluated(0.9)).isEqualTo(change(Decision.KEPT, 40, 40, 0.9, 0.9));
    assertThat(schedule.evaluated(0.8)).isEqualTo(change(Decision.KEPT, 40, 40, 0.9, 0.8));
    assertThat(schedule.evaluated(0.85)).isEqualTo(change(Decision.HALVED, 40, 20, 0.8, 0.85));
    for (double loss : new double[] {0.7, 0.6, 0.5}) {
      schedule.evaluated(loss);
    }
    assertThat(schedule.evaluated(0.4))
        .isEqualTo(change(Decision.DOUBLED, 20, 40, 0.85, 0.7, 0.6, 0.5, 0.4));
    assertThat(schedule.evaluated(0.3)).isEqualTo(change(Decision.KEPT, 40, 40, 0.4, 0.3));
    assertThat(schedule.evaluated(Double.NaN).decision()).isEqualTo(Decision.KEPT);
    assertThat(schedule.evaluated(0.5).decision()).isEqualTo(Decision.KEPT);
  }

  private static RateChange change(Decision decision, int before, int after, Double... losses) {
    return new RateChange(decision, before, after, List.of(losses));
  }
}
