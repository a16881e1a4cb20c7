// SPDX-License-Identifier: Apache-2.0

package dev.belady.kernel;

/// The formula with which an optimizer changes an embedding row in one step, with this step's
/// numbers. `g` is the summed gradient of the row, all formulas are per element.
///
/// Source: HugeCTR v2.3 (Local, Global, LazyGlobal update types).
public sealed interface RowUpdateRule {
  /// States of `dim` floats each that the record holds behind the weights.
  int states();

  /// The floats of a record of `dim` weights: weights, states, and what a rule adds once per row.
  default int recordFloats(int dim) {
    return dim * (1 + states());
  }

  /// `w -= lr * g`.
  record Sgd(float lr) implements RowUpdateRule {
    @Override
    public int states() {
      return 0;
    }
  }

  /// `mo = factor * mo - lr * g; w += mo`; with `global` every row of the table moves each step.
  record Momentum(float lr, float factor, boolean global) implements RowUpdateRule {
    @Override
    public int states() {
      return 1;
    }
  }

  /// `a' = mu * a - lr * g; w += -mu * a + (1 + mu) * a'; a = a'`; with `global` every row moves.
  record Nesterov(float lr, float mu, boolean global) implements RowUpdateRule {
    @Override
    public int states() {
      return 1;
    }
  }

  /// `s += g^2; w -= lr * g / (sqrt(s) + epsilon)`.
  record AdaGrad(float lr, float epsilon) implements RowUpdateRule {
    @Override
    public int states() {
      return 1;
    }
  }

  /// `m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; w -= alpha * m / (sqrt(v) + epsilon)`, where alpha is
  /// the learning rate with the bias correction of the step; with `global` every row moves.
  record Adam(float alpha, float beta1, float beta2, float epsilon, boolean global)
      implements RowUpdateRule {
    @Override
    public int states() {
      return 2;
    }
  }

  /// Adam that applies the skipped steps of a row in closed form when the row is next used; one more
  /// float behind the states holds the bits of the int step of the last use, 1 at first.
  ///
  /// @param step the step that is being made, the first is 1
  record LazyAdam(float lr, float beta1, float beta2, float epsilon, int step)
      implements RowUpdateRule {
    @Override
    public int states() {
      return 2;
    }

    @Override
    public int recordFloats(int dim) {
      return dim * 3 + 1;
    }
  }

  /// FTRL-proximal with states n and z, as HugeCTR's kernel: `n' = n + g^2; z' = z + g + (sqrt(n + e) -
  /// sqrt(n' + e)) * w / lr; w = |z'| <= l1 ? 0 : (sign(z') * l1 - z') / (sqrt(n' + e) / lr + l2)`, e =
  /// 2^-23.
  record Ftrl(float lr, float l1, float l2) implements RowUpdateRule {
    @Override
    public int states() {
      return 2;
    }
  }
}
