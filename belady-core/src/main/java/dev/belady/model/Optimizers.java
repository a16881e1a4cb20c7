// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.config.OptimizerSpec;
import dev.belady.config.ScheduleSpec;
import dev.belady.optim.LearningRateSchedule;
import dev.belady.optim.Optimizer;
import dev.belady.optim.UpdateType;

/// Joins the optimizers of the configuration to those of [dev.belady.optim].
public final class Optimizers {
  private Optimizers() {}

  /// The optimizer that a configuration describes.
  public static Optimizer of(OptimizerSpec spec) {
    UpdateType type =
        switch (spec.updateType()) {
          case LOCAL -> UpdateType.LOCAL;
          case GLOBAL -> UpdateType.GLOBAL;
          case LAZY_GLOBAL -> UpdateType.LAZY_GLOBAL;
        };
    return switch (spec.rule()) {
      case OptimizerSpec.Sgd _ -> new Optimizer.Sgd(type);
      case OptimizerSpec.MomentumSgd it -> new Optimizer.MomentumSgd((float) it.factor(), type);
      case OptimizerSpec.Nesterov it -> new Optimizer.Nesterov((float) it.factor(), type);
      case OptimizerSpec.Adam it ->
          new Optimizer.Adam((float) it.beta1(), (float) it.beta2(), (float) it.epsilon(), type);
      case OptimizerSpec.AdaGrad it ->
          new Optimizer.AdaGrad((float) it.initialAccumulator(), (float) it.epsilon(), type);
      case OptimizerSpec.Ftrl it ->
          new Optimizer.Ftrl((float) it.lambda1(), (float) it.lambda2(), type);
    };
  }

  /// The learning-rate schedule that a configuration describes.
  public static LearningRateSchedule schedule(ScheduleSpec spec) {
    return new LearningRateSchedule(
        (float) spec.base(),
        Math.toIntExact(spec.warmupSteps()),
        Math.toIntExact(spec.decayStart()),
        Math.toIntExact(spec.decaySteps()),
        (float) spec.decayPower(),
        (float) spec.end());
  }
}
