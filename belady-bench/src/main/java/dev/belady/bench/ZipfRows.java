// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/// Draws rows by Zipf's law: row `r` has a weight of `(r + 1)^-exponent`.
final class ZipfRows {
  private final double[] cumulative;
  private final SplittableRandom random;

  /// A source of rows from 0 to `rows - 1`.
  ZipfRows(int rows, double exponent, SplittableRandom random) {
    this.random = random;
    cumulative = new double[rows];
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += Math.pow(r + 1, -exponent);
      cumulative[r] = sum;
    }
  }

  /// One row.
  int next() {
    double value = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, value);
    return Math.min(cumulative.length - 1, found >= 0 ? found : -found - 1);
  }

  /// The first `count` distinct rows that are drawn.
  int[] distinct(int count) {
    int[] rows = new int[count];
    BitSet drawn = new BitSet(cumulative.length);
    for (int i = 0; i < count; ) {
      int row = next();
      if (!drawn.get(row)) {
        drawn.set(row);
        rows[i++] = row;
      }
    }
    return rows;
  }
}
