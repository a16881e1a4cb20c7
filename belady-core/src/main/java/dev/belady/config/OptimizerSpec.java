// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

/// The `optimizer` object: the update rule, how rows take part, and the learning rate over time.
///
/// @param rule the update rule with its constants
/// @param updateType which rows of an embedding table move in one step; the dense network always
///   moves as a whole
/// @param schedule the learning rate
public record OptimizerSpec(Rule rule, UpdateType updateType, ScheduleSpec schedule) {
  /// Checks that the rule knows the update type.
  public OptimizerSpec {
    Require.that(
        updateType != UpdateType.LAZY_GLOBAL || rule instanceof Adam,
        "update_type LazyGlobal needs the optimizer Adam",
        "type",
        rule.jsonName());
  }

  /// The learning rate before warm-up and decay.
  public double learningRate() {
    return schedule.base();
  }

  /// Which rows of an embedding table move in one step.
  public enum UpdateType {
    /// The rows of the batch.
    LOCAL("Local"),
    /// All rows; those outside the batch as if their gradient were zero.
    GLOBAL("Global"),
    /// The rows of the batch, after the moves that they missed in closed form (Adam only).
    LAZY_GLOBAL("LazyGlobal");

    private final String jsonName;

    UpdateType(String jsonName) {
      this.jsonName = jsonName;
    }

    /// The name in `update_type`.
    public String jsonName() {
      return jsonName;
    }
  }

  /// An update rule with its constants.
  public sealed interface Rule {
    /// The name in `type`.
    String jsonName();
  }

  /// Adam, epsilon outside the bias correction.
  ///
  /// @param beta1 decay of the first moment, in `[0, 1)`
  /// @param beta2 decay of the second moment, in `[0, 1)`
  /// @param epsilon added to the root of the second moment, > 0
  public record Adam(double beta1, double beta2, double epsilon) implements Rule {
    /// Checks the ranges.
    public Adam {
      Require.that(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1)", "beta1", beta1);
      Require.that(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1)", "beta2", beta2);
      Require.positive("epsilon", epsilon);
    }

    @Override
    public String jsonName() {
      return "Adam";
    }
  }

  /// AdaGrad.
  ///
  /// @param initialAccumulator the first sum of squares, >= 0
  /// @param epsilon added to the root of the sum, >= 0
  public record AdaGrad(double initialAccumulator, double epsilon) implements Rule {
    /// Checks the ranges.
    public AdaGrad {
      Require.notNegative("initial_accu_value", initialAccumulator);
      Require.notNegative("epsilon", epsilon);
    }

    @Override
    public String jsonName() {
      return "AdaGrad";
    }
  }

  /// Gradient descent with momentum.
  ///
  /// @param factor the part of the last move that is kept, in `[0, 1)`
  public record MomentumSgd(double factor) implements Rule {
    /// Checks the range.
    public MomentumSgd {
      requireFactor(factor);
    }

    @Override
    public String jsonName() {
      return "MomentumSGD";
    }
  }

  /// Gradient descent with Nesterov's momentum.
  ///
  /// @param factor the part of the last move that is kept, in `[0, 1)`
  public record Nesterov(double factor) implements Rule {
    /// Checks the range.
    public Nesterov {
      requireFactor(factor);
    }

    @Override
    public String jsonName() {
      return "Nesterov";
    }
  }

  /// Plain gradient descent. HugeCTR's `atomic_update` changes the order of its sums only, so it
  /// leaves no trace here.
  public record Sgd() implements Rule {
    @Override
    public String jsonName() {
      return "SGD";
    }
  }

  /// Follow the regularised leader, per coordinate (McMahan et al., KDD 2013).
  ///
  /// @param beta added to the root of the sum of squares, >= 0
  /// @param lambda1 weight of the L1 term, >= 0
  /// @param lambda2 weight of the L2 term, >= 0
  public record Ftrl(double beta, double lambda1, double lambda2) implements Rule {
    /// Checks the ranges.
    public Ftrl {
      Require.notNegative("beta", beta);
      Require.notNegative("lambda1", lambda1);
      Require.notNegative("lambda2", lambda2);
    }

    @Override
    public String jsonName() {
      return "Ftrl";
    }
  }

  private static void requireFactor(double factor) {
    Require.that(
        factor >= 0 && factor < 1, "momentum_factor must be in [0, 1)", "momentum_factor", factor);
  }
}
