// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.random.CounterRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The interval of the Rand-Em box holds the true number of rows as often as it says, at every
/// cut-off, also where popular rows lie side by side and where almost none is popular.
final class RandEmEstimateTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final int ROWS = 690_000;
  private static final int RUNS = 2_000;
  private static final double CONFIDENCE = 0.999;

  /// Counts of a 5% sample of 4 million accesses with exponent 1.05, the popular rows first.
  private static long[] counts() {
    long[] counts = new long[ROWS];
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      sum += Math.pow(row + 1.0, -1.05);
    }
    CounterRandom random = new CounterRandom(SEED);
    for (int row = 0; row < ROWS; row++) {
      double expected = 200_000 * Math.pow(row + 1.0, -1.05) / sum;
      counts[row] = poisson(expected, random, row);
    }
    return counts;
  }

  private static long poisson(double expected, CounterRandom random, long row) {
    if (expected > 50) {
      return Math.max(0, Math.round(expected + Math.sqrt(expected) * random.normal(1, row)));
    }
    double left = random.uniformDouble(2, row);
    double probability = Math.exp(-expected);
    long count = 0;
    while (left > probability && count < 200) {
      left -= probability;
      count++;
      probability *= expected / count;
    }
    return count;
  }

  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    long[] counts = counts();
    CounterRandom random = new CounterRandom(SEED);
    System.Logger log = System.getLogger("rand-em");
    StringBuilder table =
        new StringBuilder("cut-off  rows     median error  intervals that hold  upper ends\n");
    long[] cuts = {1, 2, 5, 20, 100, 1_000, 5_000};
    int[][] held = new int[cuts.length][2];
    double[][] errors = new double[cuts.length][RUNS];
    long[] truth = new long[cuts.length];
    for (int c = 0; c < cuts.length; c++) {
      for (long count : counts) {
        truth[c] += count >= cuts[c] ? 1 : 0;
      }
    }
    for (int run = 0; run < RUNS; run++) {
      RandEmEstimate estimate = new RandEmEstimate(counts, ROWS, random, run);
      for (int c = 0; c < cuts.length; c++) {
        RandEmEstimate.Interval rows = estimate.rowsWith(cuts[c]);
        held[c][0] += rows.lower() <= truth[c] && truth[c] <= rows.upper() ? 1 : 0;
        held[c][1] += truth[c] <= rows.upper() ? 1 : 0;
        errors[c][run] = Math.abs(rows.rows() - truth[c]) / truth[c];
      }
    }
    for (int c = 0; c < cuts.length; c++) {
      java.util.Arrays.sort(errors[c]);
      table.append(
          String.format(
              Locale.ROOT,
              "%7d  %7d  %11.1f%%  %18.2f%%  %9.2f%%%n",
              cuts[c],
              truth[c],
              100 * errors[c][RUNS / 2],
              100.0 * held[c][0] / RUNS,
              100.0 * held[c][1] / RUNS));
    }
    log.log(System.Logger.Level.INFO, "\n" + table);
    for (int c = 0; c < cuts.length; c++) {
      // Four standard deviations of the number of misses that the confidence allows.
      double misses = RUNS * (1 - CONFIDENCE);
      assertThat((double) (RUNS - held[c][0]))
          .as("seed %d, cut-off %d\n%s", SEED, cuts[c], table)
          .isLessThanOrEqualTo(misses + 4 * Math.sqrt(misses));
    }
  }

  @Test
  void rowsThatWereNotSeenHaveNoCount() {
    RandEmEstimate estimate =
        new RandEmEstimate(new long[] {5, 5, 5}, 10_000_000, new CounterRandom(SEED), 0);
    RandEmEstimate.Interval rows = estimate.rowsWith(1);
    assertThat(rows.lower()).isZero();
    assertThat(rows.upper()).isBetween(3.0, 10_000.0);
  }

  @Test
  void aCountThatAllRowsHaveIsKnown() {
    long[] counts = new long[RandEmEstimate.LEAST_ROWS];
    java.util.Arrays.fill(counts, 7);
    RandEmEstimate estimate = new RandEmEstimate(counts, counts.length, new CounterRandom(SEED), 0);
    assertThat(estimate.rowsWith(7).rows()).isEqualTo(counts.length);
    assertThat(estimate.rowsWith(7).upper()).isEqualTo(counts.length);
    assertThat(estimate.rowsWith(8).rows()).isZero();
  }
}
