// SPDX-License-Identifier: Apache-2.0
package dev.belady.optim;

/// The learning rate of every step: a linear warm-up, a constant stretch, a polynomial decay.
///
/// Step s counts from 1. Up to `warmupSteps` the rate is base * s / warmupSteps. Then it is base,
/// up to step `decayStart`; for ever when that is 0. Then it is base * (share of `decaySteps` that
/// is left) ^ decayPower, but not below `endRate`; after the decay it is `endRate`. Source: HugeCTR
/// v2.3.
///
/// @param base the rate after the warm-up, at least 0
/// @param warmupSteps the length of the warm-up, at least 1
/// @param decayStart the last step before the decay, or 0 for no decay
/// @param decaySteps the length of the decay, at least 1
/// @param decayPower the exponent of the decay, at least 1
/// @param endRate the rate after the decay, at least 0
public record LearningRateSchedule(
    float base, int warmupSteps, int decayStart, int decaySteps, float decayPower, float endRate) {
  /// Checks the ranges.
  public LearningRateSchedule {
    check(base >= 0, "base_lr must be >= 0: base_lr=" + base);
    check(warmupSteps >= 1, "warmup_steps must be >= 1: warmup_steps=" + warmupSteps);
    check(decayStart >= 0, "decay_start must be >= 0: decay_start=" + decayStart);
    check(decaySteps >= 1, "decay_steps must be >= 1: decay_steps=" + decaySteps);
    check(decayPower >= 1, "decay_power must be >= 1: decay_power=" + decayPower);
    check(endRate >= 0, "end_lr must be >= 0: end_lr=" + endRate);
  }

  /// The same rate in every step.
  public static LearningRateSchedule constant(float rate) {
    return new LearningRateSchedule(rate, 1, 0, 1, 2, 0);
  }

  /// The rate of step `step`, computed in double and rounded once.
  public float at(long step) {
    if (step <= warmupSteps) {
      return (float) ((double) base * step / warmupSteps);
    }
    if (decayStart == 0 || step <= decayStart) {
      return base;
    }
    long end = (long) decayStart + decaySteps;
    if (step <= end) {
      double left = (double) (end - step) / decaySteps;
      return (float) Math.max(endRate, base * StrictMath.pow(left, decayPower));
    }
    return endRate;
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
