// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.synthetic;

/// The distribution of the keys of one slot: the probability of key `k` falls as `(k + 1)^-alpha`.
///
/// With `u` uniform in [0, 1) and `n` keys, the key is `round(((n^(1-a) - 1) u + 1)^(1/(1-a))) -
/// 1`: the inverse of the continuous distribution on [1, n], rounded, as in HugeCTR's data
/// generator. So the first and the last key get half an interval.
final class PowerLaw {
  private static final int CELLS = 2048;
  private static final int SEVERAL_KEYS = -1;

  /// Nearer to 1 the powers lose their digits; the law is then that of exponent 1.
  private static final double NEAR_ONE = 1e-6;

  private final long keys;
  private final double alpha;
  private final boolean logarithmic;
  private final double span;
  private final double exponent;

  /// For each of equal parts of [0, 1) the one key that all of it gives, or [#SEVERAL_KEYS]: the
  /// popular keys need no power. The key does not fall as the point grows, so both ends tell.
  private final int[] keyOfCell = new int[CELLS];

  PowerLaw(long keys, double alpha) {
    this.keys = keys;
    this.alpha = alpha;
    this.logarithmic = Math.abs(alpha - 1) < NEAR_ONE;
    this.span =
        logarithmic ? StrictMath.log((double) keys) : StrictMath.pow((double) keys, 1 - alpha) - 1;
    this.exponent = 1 / (1 - alpha);
    for (int cell = 0; cell < CELLS; cell++) {
      long first = inverse((double) cell / CELLS);
      long last = inverse(Math.nextDown((cell + 1.0) / CELLS));
      keyOfCell[cell] = first == last && first <= Integer.MAX_VALUE ? (int) first : SEVERAL_KEYS;
    }
  }

  /// The key at a point of [0, 1); 0 is the most popular.
  long key(double uniform) {
    int key = keyOfCell[(int) (uniform * CELLS)];
    return key == SEVERAL_KEYS ? inverse(uniform) : key;
  }

  private long inverse(double uniform) {
    if (keys == 1) {
      return 0;
    }
    double point =
        logarithmic ? StrictMath.exp(span * uniform) : StrictMath.pow(span * uniform + 1, exponent);
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
    return logarithmic ? StrictMath.log(edge) / span : (StrictMath.pow(edge, 1 - alpha) - 1) / span;
  }
}
