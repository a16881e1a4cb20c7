// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The formula with which an optimizer changes parameters in one step, with this step's numbers.
///
/// All formulas are per element, with `g` the summed gradient and `fma` one rounding; every other
/// operation rounds to float by itself, in the order written. They serve embedding rows (states
/// behind the weights in the record) and dense parameters (states in arrays of their own) alike, so
/// a table whose every row moves in every step has the bits of dense parameters.
///
/// Source of the mathematics: HugeCTR v2.3 (update types Local, Global, LazyGlobal).
public sealed interface RowUpdateRule {
  /// States per weight.
  int states();

  /// The floats of a record of `dim` weights: weights, states, and what a rule adds once per row.
  default int recordFloats(int dim) {
    return Math.multiplyExact(dim, 1 + states());
  }

  /// Whether a step also moves the rows that the batch does not use, with a gradient of 0.
  default boolean movesEveryRow() {
    return false;
  }

  /// `w = fma(-lr, g, w)`.
  record Sgd(float lr) implements RowUpdateRule {
    @Override
    public int states() {
      return 0;
    }
  }

  /// `mo = fma(-lr, g, factor * mo); w = w + mo`.
  ///
  /// @param global whether every row moves
  record Momentum(float lr, float factor, boolean global) implements RowUpdateRule {
    @Override
    public int states() {
      return 1;
    }

    @Override
    public boolean movesEveryRow() {
      return global;
    }
  }

  /// `a' = fma(-lr, g, mu * a); w = w + fma(-mu, a, (1 + mu) * a'); a = a'`.
  ///
  /// @param global whether every row moves
  record Nesterov(float lr, float mu, boolean global) implements RowUpdateRule {
    @Override
    public int states() {
      return 1;
    }

    @Override
    public boolean movesEveryRow() {
      return global;
    }
  }

  /// `s = fma(g, g, s); w = w - lr * g / (sqrt(s) + epsilon)`.
  record AdaGrad(float lr, float epsilon) implements RowUpdateRule {
    @Override
    public int states() {
      return 1;
    }
  }

  /// `m = fma(b1, m, (1 - b1) * g); v = fma(b2, v, (1 - b2) * (g * g)); w = w - alpha * m /
  /// (sqrt(v) + epsilon)`.
  ///
  /// @param alpha the learning rate with the bias correction of the step
  /// @param global whether every row moves
  record Adam(float alpha, float beta1, float beta2, float epsilon, boolean global)
      implements RowUpdateRule {
    @Override
    public int states() {
      return 2;
    }

    @Override
    public boolean movesEveryRow() {
      return global;
    }
  }

  /// Adam that makes up for the steps a row was not used when it is next used; for rows only.
  ///
  /// One more float behind the states holds the bits of the int step `prev` of the last use, 1 at
  /// first. With k = step - prev and the old m and v, `w = w - skipped * m / (sqrt(v) + epsilon)`
  /// where skipped = `lr / (1 - b1) * sqrt(1 - b2^prev) / (1 - b1^prev) * (1 - b1^k)`; then `m =
  /// fma(b1^k, m, (1 - b1) * g); v = fma(b2^k, v, (1 - b2) * (g * g)); prev = step`. As in HugeCTR,
  /// v does not decay inside the skipped range, and a gradient moves the weights when the row is
  /// next used. The factors of a row are computed in double and rounded once.
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
      return Math.addExact(Math.multiplyExact(dim, 3), 1);
    }
  }

  /// FTRL-proximal with states n and z, as HugeCTR's kernel, e = 2^-23: `n' = fma(g, g, n); z = (z
  /// + g)
  /// + (sqrt(n + e) - sqrt(n' + e)) * w / lr; w = |z| <= l1 ? 0 : ((z < 0 ? -l1 : l1) - z) /
  ///   (sqrt(n' + e) / lr + l2); n = n'`. A learning rate of 0 changes nothing.
  record Ftrl(float lr, float l1, float l2) implements RowUpdateRule {
    /// Keeps the square roots away from 0.
    static final float E = 0x1p-23f;

    @Override
    public int states() {
      return 2;
    }
  }
}
