// SPDX-License-Identifier: Apache-2.0
package dev.belady.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class LearningRateScheduleTest {
  /// The recipe of MLPerf's DLRM, with values worked out by hand from HugeCTR's formula.
  @Test
  void warmsUpHoldsAndDecaysAsHugeCtr() {
    LearningRateSchedule schedule = new LearningRateSchedule(24, 8000, 48000, 24000, 2, 0);
    assertThat(schedule.at(1)).isEqualTo(0.003f);
    assertThat(schedule.at(4000)).isEqualTo(12);
    assertThat(schedule.at(8000)).isEqualTo(24);
    assertThat(schedule.at(48000)).isEqualTo(24);
    assertThat(schedule.at(60000)).isEqualTo(6);
    assertThat(schedule.at(71999)).isBetween(4.16e-8f, 4.17e-8f);
    assertThat(schedule.at(72000)).isEqualTo(0);
    assertThat(schedule.at(72001)).isEqualTo(0);
    assertThat(schedule.at(10_000_000_000L)).isEqualTo(0);
  }

  @Test
  void theRateDoesNotFallBelowTheEndRate() {
    LearningRateSchedule schedule = new LearningRateSchedule(1, 1, 10, 10, 1, 0.25f);
    assertThat(schedule.at(15)).isEqualTo(0.5f);
    assertThat(schedule.at(18)).isEqualTo(0.25f);
    assertThat(schedule.at(20)).isEqualTo(0.25f);
    assertThat(schedule.at(21)).isEqualTo(0.25f);
  }

  @Test
  void aDecayStartOfZeroMeansNoDecay() {
    LearningRateSchedule schedule = new LearningRateSchedule(0.5f, 2, 0, 1, 2, 0.1f);
    assertThat(schedule.at(1)).isEqualTo(0.25f);
    assertThat(schedule.at(2)).isEqualTo(0.5f);
    assertThat(schedule.at(1_000_000)).isEqualTo(0.5f);
    assertThat(LearningRateSchedule.constant(0.001f).at(1)).isEqualTo(0.001f);
    assertThat(LearningRateSchedule.constant(0.001f).at(99)).isEqualTo(0.001f);
  }

  @Test
  void rejectsWhatHugeCtrRejects() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRateSchedule(-1, 1, 0, 1, 2, 0))
        .withMessage("base_lr must be >= 0: base_lr=-1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRateSchedule(1, 0, 0, 1, 2, 0))
        .withMessage("warmup_steps must be >= 1: warmup_steps=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRateSchedule(1, 1, 0, 0, 2, 0))
        .withMessage("decay_steps must be >= 1: decay_steps=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRateSchedule(1, 1, 0, 1, 0.5f, 0))
        .withMessage("decay_power must be >= 1: decay_power=0.5");
  }
}
