// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

/// The distribution of the keys of one slot: the probability of key `k` falls as `(k + 1)^-alpha`.
///
/// With `u` uniform in [0, 1) and `n` keys, the key is `round(((n^(1-a) - 1) u + 1)^(1/(1-a))) -
/// 1`: the inverse of the continuous distribution on [1, n], rounded, as in HugeCTR's data
/// generator. So the first and the last key get half an interval.
final class PowerLaw {
  private final long keys;
  private final double alpha;
  private final double span;
  private final double exponent;

  PowerLaw(long keys, double alpha) {
    this.keys = keys;
    this.alpha = alpha;
    this.span =
        alpha == 1 ? StrictMath.log((double) keys) : StrictMath.pow((double) keys, 1 - alpha) - 1;
    this.exponent = 1 / (1 - alpha);
  }

  /// The key at a point of [0, 1); 0 is the most popular.
  long key(double uniform) {
    if (keys == 1) {
      return 0;
    }
    double point =
        alpha == 1 ? StrictMath.exp(span * uniform) : StrictMath.pow(span * uniform + 1, exponent);
    return Math.min(Math.max(Math.round(point) - 1, 0), keys - 1);
  }

  /// The probability that a key below `key` is drawn.
  double probabilityBelow(long key) {
    if (key <= 0) {
      return 0;
    }
    if (key >= keys) {
      return 1;
    }
    double edge = key + 0.5;
    return alpha == 1 ? StrictMath.log(edge) / span : (StrictMath.pow(edge, 1 - alpha) - 1) / span;
  }
}
