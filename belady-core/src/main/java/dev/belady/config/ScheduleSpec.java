// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

/// The learning rate over time: linear warm-up, constant, polynomial decay.
///
/// With step `s` = 1 at the first batch: `s <= warmupSteps` gives `base * s / warmupSteps`; without
/// a decay (`decayStart` = 0), and up to `decayStart`, the rate is `base`; then it falls as `base *
/// ((decayStart + decaySteps - s) / decaySteps)^decayPower`, never below `end`, and stays at `end`.
///
/// @param base the learning rate, > 0
/// @param warmupSteps steps until it is reached, >= 1
/// @param decayStart the last step before the decay; 0 for no decay
/// @param decaySteps steps that the decay takes, >= 1
/// @param decayPower its exponent, >= 1
/// @param end the least learning rate of the decay and the rate after it, >= 0
public record ScheduleSpec(
    double base,
    long warmupSteps,
    long decayStart,
    long decaySteps,
    double decayPower,
    double end) {
  /// Checks the ranges.
  public ScheduleSpec {
    Require.positive("learning_rate", base);
    Require.positive("warmup_steps", warmupSteps);
    Require.notNegative("decay_start", decayStart);
    Require.positive("decay_steps", decaySteps);
    Require.that(
        decayPower >= 1 && decayPower < Double.POSITIVE_INFINITY,
        "decay_power must be >= 1",
        "decay_power",
        decayPower);
    Require.notNegative("end_lr", end);
  }

  /// A rate that never changes.
  public static ScheduleSpec constant(double rate) {
    return new ScheduleSpec(rate, 1, 0, 1, 2, 0);
  }
}
