// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Sequences of batches to plan for: `trace[b]` holds the distinct rows of batch `b` in order of
/// first use.
public final class Traces {
  private Traces() {}

  /// The seed of this run of the tests; random tests count up from it.
  public static long seed() {
    return Long.getLong("belady.seed", 1);
  }

  /// Batches of 1 to `maxRows` rows out of `rows`, all equally likely.
  static long[][] uniform(SplittableRandom random, int batches, int rows, int maxRows) {
    long[][] trace = new long[batches][];
    for (int b = 0; b < batches; b++) {
      int count = random.nextInt(1, maxRows + 1);
      trace[b] = random.longs(100, 0, rows).distinct().limit(count).toArray();
    }
    return trace;
  }

  /// Batches of `samples` draws out of `rows`, row `r` with a weight of `(r + 1)^-exponent`.
  public static long[][] zipf(long seed, int batches, int samples, int rows, double exponent) {
    double[] cumulative = new double[rows];
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += StrictMath.pow(r + 1, -exponent);
      cumulative[r] = sum;
    }
    SplittableRandom random = new SplittableRandom(seed);
    long[][] trace = new long[batches][];
    for (int b = 0; b < batches; b++) {
      double total = sum;
      trace[b] =
          random
              .doubles(samples)
              .mapToLong(u -> Math.min(rows - 1, Math.abs(search(cumulative, u * total))))
              .distinct()
              .toArray();
    }
    return trace;
  }

  private static int search(double[] cumulative, double value) {
    int found = Arrays.binarySearch(cumulative, value);
    return found >= 0 ? found : -found - 1;
  }

  /// The most distinct rows of `batches` consecutive batches, the naive way.
  static int floor(long[][] trace, int batches) {
    int floor = 1;
    for (int b = 0; b < trace.length; b++) {
      long distinct =
          Arrays.stream(trace, Math.max(0, b - batches + 1), b + 1)
              .flatMapToLong(Arrays::stream)
              .distinct()
              .count();
      floor = Math.max(floor, (int) distinct);
    }
    return floor;
  }
}
