// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// The logistic function and its log loss, in double precision with [StrictMath], so that every
/// machine gives the same bits.
final class Logistic {
  private Logistic() {}

  /// `1 / (1 + exp(-x))`, without overflow.
  static double sigmoid(double x) {
    double e = StrictMath.exp(-StrictMath.abs(x));
    return (x >= 0 ? 1 : e) / (1 + e);
  }

  /// `-y log(sigmoid(x)) - (1 - y) log(1 - sigmoid(x))`, without overflow.
  static double loss(double x, double y) {
    double e = StrictMath.exp(-StrictMath.abs(x));
    return StrictMath.max(x, 0) - x * y + StrictMath.log1p(e);
  }
}
