// SPDX-License-Identifier: Apache-2.0
package dev.belady.optim;

import dev.belady.kernel.RecordLayout;
import dev.belady.kernel.RowUpdateRule;
import java.util.List;

/// An optimizer with its hyper-parameters; without its state and without the learning rate, which
/// comes with each step.
///
/// Source of the formulas and of the names: HugeCTR v2.3, AdaGrad v3.1, Ftrl later; see
/// [RowUpdateRule]. The step number of Adam counts the steps of the run from 1, never those of a
/// row.
public sealed interface Optimizer {
  /// Which rows move. GLOBAL is the same as LOCAL for SGD and AdaGrad, which leave a weight with a
  /// gradient of 0 where it is, and for Ftrl, whose states of 0 do not stand for a row's first
  /// weights.
  UpdateType updateType();

  /// The first value of each state.
  List<Float> initialStates();

  /// The update of embedding rows in step `step`, the first is 1.
  RowUpdateRule rowRule(float learningRate, int step);

  /// The update of dense parameters, which all move in every step.
  default RowUpdateRule denseRule(float learningRate, int step) {
    return rowRule(learningRate, step);
  }

  /// What the record of a row with `dim` weights holds.
  default RecordLayout recordLayout(int dim) {
    return new RecordLayout(dim, initialStates(), updateType() == UpdateType.LAZY_GLOBAL);
  }

  /// Stochastic gradient descent, `w -= lr * g`.
  ///
  /// @param updateType LOCAL or GLOBAL, which are the same
  record Sgd(UpdateType updateType) implements Optimizer {
    /// Checks the update type.
    public Sgd {
      rejectLazy(updateType, "SGD");
    }

    @Override
    public List<Float> initialStates() {
      return List.of();
    }

    @Override
    public RowUpdateRule rowRule(float learningRate, int step) {
      return new RowUpdateRule.Sgd(learningRate);
    }
  }

  /// SGD with momentum, `mo = factor * mo - lr * g; w += mo`.
  ///
  /// @param factor at least 0 and below 1
  /// @param updateType LOCAL or GLOBAL
  record MomentumSgd(float factor, UpdateType updateType) implements Optimizer {
    /// Checks the ranges.
    public MomentumSgd {
      checkDecay("momentum_factor", factor);
      rejectLazy(updateType, "MomentumSGD");
    }

    @Override
    public List<Float> initialStates() {
      return List.of(0f);
    }

    @Override
    public RowUpdateRule rowRule(float learningRate, int step) {
      return new RowUpdateRule.Momentum(learningRate, factor, updateType == UpdateType.GLOBAL);
    }
  }

  /// SGD with Nesterov's momentum, `a' = mu * a - lr * g; w += -mu * a + (1 + mu) * a'`.
  ///
  /// @param mu at least 0 and below 1
  /// @param updateType LOCAL or GLOBAL
  record Nesterov(float mu, UpdateType updateType) implements Optimizer {
    /// Checks the ranges.
    public Nesterov {
      checkDecay("momentum_factor", mu);
      rejectLazy(updateType, "Nesterov");
    }

    @Override
    public List<Float> initialStates() {
      return List.of(0f);
    }

    @Override
    public RowUpdateRule rowRule(float learningRate, int step) {
      return new RowUpdateRule.Nesterov(learningRate, mu, updateType == UpdateType.GLOBAL);
    }
  }

  /// Adam with epsilon outside the bias correction, which makes the step `alpha = lr * sqrt(1 -
  /// beta2^t) / (1 - beta1^t)`.
  ///
  /// 1. D. P. Kingma, J. Ba: Adam: A Method for Stochastic Optimization. ICLR 2015 (the variant at
  ///    the end of section 2).
  ///
  /// @param beta1 decay of the first moment, at least 0 and below 1
  /// @param beta2 decay of the second moment, at least 0 and below 1
  /// @param epsilon above 0
  /// @param updateType any
  record Adam(float beta1, float beta2, float epsilon, UpdateType updateType) implements Optimizer {
    /// Checks the ranges.
    public Adam {
      checkDecay("beta1", beta1);
      checkDecay("beta2", beta2);
      if (!(epsilon > 0 && epsilon < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("epsilon must be > 0: epsilon=" + epsilon);
      }
    }

    @Override
    public List<Float> initialStates() {
      return List.of(0f, 0f);
    }

    @Override
    public RowUpdateRule rowRule(float learningRate, int step) {
      if (updateType == UpdateType.LAZY_GLOBAL) {
        return new RowUpdateRule.LazyAdam(learningRate, beta1, beta2, epsilon, step);
      }
      return new RowUpdateRule.Adam(
          alpha(learningRate, step), beta1, beta2, epsilon, updateType == UpdateType.GLOBAL);
    }

    @Override
    public RowUpdateRule denseRule(float learningRate, int step) {
      return new RowUpdateRule.Adam(alpha(learningRate, step), beta1, beta2, epsilon, true);
    }

    /// The learning rate with the bias correction, computed in double and rounded once.
    private float alpha(float learningRate, int step) {
      double correction1 = 1 - StrictMath.pow(beta1, step);
      double correction2 = 1 - StrictMath.pow(beta2, step);
      return (float) (learningRate * Math.sqrt(correction2) / correction1);
    }
  }

  /// AdaGrad, `s += g^2; w -= lr * g / (sqrt(s) + epsilon)`, element by element.
  ///
  /// @param initialAccumulator the first s, at least 0
  /// @param epsilon at least 0; above 0 when the first s is 0
  /// @param updateType LOCAL or GLOBAL, which are the same
  record AdaGrad(float initialAccumulator, float epsilon, UpdateType updateType)
      implements Optimizer {
    /// Checks the ranges.
    public AdaGrad {
      checkNotNegative("initial_accu_value", initialAccumulator);
      checkNotNegative("epsilon", epsilon);
      if (epsilon == 0 && initialAccumulator == 0) {
        throw new IllegalArgumentException(
            "epsilon must be > 0 when initial_accu_value is 0: epsilon=" + epsilon);
      }
      rejectLazy(updateType, "AdaGrad");
    }

    @Override
    public List<Float> initialStates() {
      return List.of(initialAccumulator);
    }

    @Override
    public RowUpdateRule rowRule(float learningRate, int step) {
      return new RowUpdateRule.AdaGrad(learningRate, epsilon);
    }
  }

  /// FTRL-proximal: the weight follows from the sums n of squared gradients and z of corrected
  /// gradients, and is exactly 0 while z is small.
  ///
  /// 1. H. B. McMahan et al.: Ad Click Prediction: a View from the Trenches. KDD 2013.
  ///
  /// @param l1 strength of the L1 penalty, at least 0
  /// @param l2 strength of the L2 penalty, at least 0
  /// @param updateType LOCAL or GLOBAL, which are the same
  record Ftrl(float l1, float l2, UpdateType updateType) implements Optimizer {
    /// Checks the ranges.
    public Ftrl {
      checkNotNegative("lambda1", l1);
      checkNotNegative("lambda2", l2);
      rejectLazy(updateType, "Ftrl");
    }

    @Override
    public List<Float> initialStates() {
      return List.of(0f, 0f);
    }

    @Override
    public RowUpdateRule rowRule(float learningRate, int step) {
      return new RowUpdateRule.Ftrl(learningRate, l1, l2);
    }
  }

  private static void checkDecay(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be >= 0 and < 1: " + name + "=" + value);
    }
  }

  private static void checkNotNegative(String name, float value) {
    if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be >= 0: " + name + "=" + value);
    }
  }

  private static void rejectLazy(UpdateType updateType, String type) {
    if (updateType == UpdateType.LAZY_GLOBAL) {
      throw new IllegalArgumentException(
          "update_type LazyGlobal needs the optimizer Adam: type=" + type);
    }
  }
}
