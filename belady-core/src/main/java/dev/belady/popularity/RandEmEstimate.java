// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.lookahead.RowIndex;
import dev.belady.random.CounterRandom;
import java.util.Arrays;

/// Estimates how many rows of a field have a count of at least some number, from 35 random samples
/// of 1024 rows each: FAE's Rand-Em box.
///
/// With `y_i` the rows of sample i that have it, the estimate is `mean(y) N / m`, and the interval
/// around it half as wide as `t s / sqrt(n) sqrt((K - n) / (K - 1)) N / m`, where `n` = 35 samples
/// of `m` = 1024 out of `N` rows, `s` the standard deviation of `y`, `K = N / m`, and `t` = 3.601
/// the two-sided 99.9% point of Student's distribution with 34 degrees of freedom. All 35,840 rows
/// are different.
///
/// The rows are drawn one by one. Keys are often numbered by first appearance, so popular rows lie
/// side by side: from samples of 1024 neighbours the interval would be far too narrow.
///
/// Where few of the drawn rows have the count, the sums are not normal and the interval would be
/// too narrow, of no width at all when there is none. So it never is narrower than the exact
/// interval of a Poisson count of the rows that were met (Garwood's, by the approximation of Wilson
/// and Hilferty), for the same 99.9%.
final class RandEmEstimate {
  static final int SAMPLES = 35;
  static final int ROWS = 1024;

  /// Smaller fields are counted.
  static final int LEAST_ROWS = 2 * SAMPLES * ROWS;

  private static final double STUDENT = 3.601;
  private static final double NORMAL = 3.2905;

  private final long rows;
  private final long[][] samples = new long[SAMPLES][ROWS];

  /// Draws the samples.
  ///
  /// @param seen the counts of the rows that were seen
  /// @param rows all rows of the field, at least [#LEAST_ROWS]; the counts of the others are 0
  /// @param random where the draws come from
  /// @param stream which of its streams
  RandEmEstimate(long[] seen, long rows, CounterRandom random, long stream) {
    if (rows < LEAST_ROWS || rows < seen.length) {
      throw new IllegalArgumentException("rows must be >= " + LEAST_ROWS + ": rows=" + rows);
    }
    this.rows = rows;
    RowIndex drawn = new RowIndex();
    long draw = 0;
    for (long[] sample : samples) {
      for (int i = 0; i < ROWS; draw++) {
        long row = Math.unsignedMultiplyHigh(random.bits(stream, draw), rows);
        if (drawn.get(row) == RowIndex.ABSENT) {
          drawn.put(row, 0);
          sample[i++] = row < seen.length ? seen[(int) row] : 0;
        }
      }
      Arrays.sort(sample);
    }
  }

  /// An estimated number of rows.
  ///
  /// @param rows the estimate
  /// @param lower the lower end of the interval
  /// @param upper the upper end of the interval
  record Interval(double rows, double lower, double upper) {}

  /// The rows that have a count of at least `count`, at least 1.
  Interval rowsWith(long count) {
    double[] hits = new double[SAMPLES];
    double met = 0;
    for (int i = 0; i < SAMPLES; i++) {
      hits[i] = ROWS - FieldCounts.firstAtLeast(samples[i], count);
      met += hits[i];
    }
    double mean = met / SAMPLES;
    double squares = 0;
    for (double hit : hits) {
      squares += (hit - mean) * (hit - mean);
    }
    double groups = (double) rows / ROWS;
    double deviation = Math.sqrt(squares / (SAMPLES - 1));
    double half =
        STUDENT * deviation / Math.sqrt(SAMPLES) * Math.sqrt((groups - SAMPLES) / (groups - 1));
    double lower = Math.min(mean - half, poissonLower(met) / SAMPLES);
    double upper = Math.max(mean + half, poissonUpper(met) / SAMPLES);
    return new Interval(
        mean * groups, Math.max(0, lower * groups), Math.min((double) rows, upper * groups));
  }

  private static double poissonUpper(double met) {
    double count = met + 1;
    double root = 1 - 1 / (9 * count) + NORMAL / (3 * Math.sqrt(count));
    return count * root * root * root;
  }

  private static double poissonLower(double met) {
    if (met == 0) {
      return 0;
    }
    double root = 1 - 1 / (9 * met) - NORMAL / (3 * Math.sqrt(met));
    return Math.max(0, met * root * root * root);
  }
}
