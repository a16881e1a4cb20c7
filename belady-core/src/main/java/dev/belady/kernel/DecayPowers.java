// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The factors by which [RowUpdateRule.LazyAdam] moves and decays a row, for any number of skipped
/// steps, from powers that are computed once per call.
final class DecayPowers {
  private final RowUpdateRule.LazyAdam rule;
  private final double[] squares1 = new double[31];
  private final double[] squares2 = new double[31];
  private float skipped;
  private float decay1;
  private float decay2;

  DecayPowers(RowUpdateRule.LazyAdam rule) {
    this.rule = rule;
    double square1 = rule.beta1();
    double square2 = rule.beta2();
    for (int bit = 0; bit < 31; bit++) {
      squares1[bit] = square1;
      squares2[bit] = square2;
      square1 *= square1;
      square2 *= square2;
    }
  }

  /// Computes the factors of a row that was last used in step `previous`.
  void select(int previous) {
    int k = rule.step() - previous;
    double power1 = power(squares1, k);
    double correction = Math.sqrt(1 - power(squares2, previous)) / (1 - power(squares1, previous));
    skipped = (float) (rule.lr() / (1 - (double) rule.beta1()) * correction * (1 - power1));
    decay1 = (float) power1;
    decay2 = (float) power(squares2, k);
  }

  /// What multiplies `m / (sqrt(v) + epsilon)`.
  float skipped() {
    return skipped;
  }

  /// `beta1^k`.
  float decay1() {
    return decay1;
  }

  /// `beta2^k`.
  float decay2() {
    return decay2;
  }

  /// `base^exponent`, the factors multiplied from the lowest bit of the exponent up.
  private static double power(double[] squares, int exponent) {
    double product = 1;
    for (int rest = exponent, bit = 0; rest != 0; rest >>>= 1, bit++) {
      if ((rest & 1) != 0) {
        product *= squares[bit];
      }
    }
    return product;
  }
}
