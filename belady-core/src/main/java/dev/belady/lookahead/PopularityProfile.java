// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// Counts how often rows are used, and names the most popular ones.
///
/// Memory: 8 bytes per row number up to the largest one seen.
public final class PopularityProfile {
  private long[] counts = new long[0];

  /// An empty profile.
  public PopularityProfile() {}

  /// Counts each of the first `count` occurrences in `rows`.
  public void add(int[] rows, int count) {
    for (int i = 0; i < count; i++) {
      if (rows[i] >= counts.length) {
        counts = Arrays.copyOf(counts, Math.max(rows[i] + 1, 2 * counts.length));
      }
      counts[rows[i]]++;
    }
  }

  /// The occurrences counted for `row`.
  public long count(int row) {
    return row < counts.length ? counts[row] : 0;
  }

  /// The `size` rows with the highest counts, most popular first, equal counts by row number; fewer
  /// if fewer were seen.
  public int[] top(int size) {
    long[] order = new long[counts.length];
    int seen = 0;
    for (int row = 0; row < counts.length; row++) {
      if (counts[row] > 0) {
        // Counts compare first, and a sample holds less than 2^32 occurrences of a row.
        order[seen++] = (Math.min(counts[row], 0x7FFFFFFFL) << 32) | (~row & 0xFFFFFFFFL);
      }
    }
    Arrays.sort(order, 0, seen);
    int[] top = new int[Math.min(size, seen)];
    for (int i = 0; i < top.length; i++) {
      top[i] = ~(int) order[seen - 1 - i];
    }
    return top;
  }
}
