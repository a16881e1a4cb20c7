// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

/// numpy's legacy generator `RandomState`: MT19937 with the draws of before numpy 1.17, on which
/// the reference implementation of DLRM builds its first values and its made-up data.
///
/// Source: M. Matsumoto, T. Nishimura: Mersenne Twister, 1998; numpy's compatibility guarantee of
/// `RandomState`.
final class NumpyRandom {
  private static final int WORDS = 624;
  private static final int MIDDLE = 397;

  private final int[] state = new int[WORDS];
  private int next = WORDS;
  private double spareNormal = Double.NaN;

  NumpyRandom(int seed) {
    state[0] = seed;
    for (int i = 1; i < WORDS; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /// Uniform in [0, 1), 53 bits.
  double random() {
    int high = nextInt() >>> 5;
    int low = nextInt() >>> 6;
    return (high * 0x1p26 + low) / 0x1p53;
  }

  /// Uniform in [low, high).
  double uniform(double low, double high) {
    return low + (high - low) * random();
  }

  /// Normal, by the polar method; every second call returns what the call before left over.
  double normal(double mean, double deviation) {
    double spare = spareNormal;
    if (!Double.isNaN(spare)) {
      spareNormal = Double.NaN;
      return mean + deviation * spare;
    }
    double x;
    double y;
    double square;
    do {
      x = 2 * random() - 1;
      y = 2 * random() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
    spareNormal = factor * x;
    return mean + deviation * (factor * y);
  }

  /// A whole number in [low, high), for ranges below 2^32.
  long integer(long low, long high) {
    return low + upTo(high - low - 1);
  }

  /// The numbers 0 to count - 1 in a random order.
  int[] permutation(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = count - 1; i > 0; i--) {
      int j = (int) upTo(i);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }

  /// A whole number in [0, max]: bits of the generator until they are small enough.
  private long upTo(long max) {
    if (max == 0) {
      return 0;
    }
    long mask = (Long.highestOneBit(max) << 1) - 1;
    long value;
    do {
      value = Integer.toUnsignedLong(nextInt()) & mask;
    } while (value > max);
    return value;
  }

  private int nextInt() {
    if (next == WORDS) {
      twist();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int i = 0; i < WORDS; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7fffffff);
      state[i] = state[(i + MIDDLE) % WORDS] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
    next = 0;
  }
}
