// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ModelConfig;
import dev.belady.model.Optimizers;
import dev.belady.optim.LearningRateSchedule;

/// The learning rate of one step after the other, as HugeCTR's scheduler of the same name gives it.
public final class LearningRateScheduler {
  private final LearningRateSchedule schedule;
  private long step;

  /// A scheduler whose first [#next()] is the rate of step 1.
  public LearningRateScheduler(LearningRateSchedule schedule) {
    this(schedule, 0);
  }

  /// A scheduler that goes on after `step` steps were made.
  LearningRateScheduler(LearningRateSchedule schedule, long step) {
    this.schedule = schedule;
    this.step = step;
  }

  /// The scheduler that the `optimizer` object of a configuration describes.
  public static LearningRateScheduler of(ModelConfig config) {
    return new LearningRateScheduler(Optimizers.schedule(config.optimizer().schedule()));
  }

  /// Moves to the next step and returns its rate.
  public double next() {
    step++;
    return current();
  }

  /// The rate of the current step; that of step 1 before the first [#next()].
  public double current() {
    return schedule.at(Math.max(1, step));
  }

  /// The current step, from 1; 0 before the first [#next()].
  public long step() {
    return step;
  }
}
