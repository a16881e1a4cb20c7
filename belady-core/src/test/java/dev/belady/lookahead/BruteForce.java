// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// The fewest fetches that any choice of victims can do with, found by trying all of them.
///
/// Rows are numbers below 31, a set of rows is a bit mask. For each batch it knows for every set of
/// resident rows the fewest fetches that lead there.
final class BruteForce {
  private static final int UNREACHABLE = Integer.MAX_VALUE / 2;

  private BruteForce() {}

  /// Tries all choices.
  ///
  /// @param inFlight how many batches, the current one included, must have their rows resident
  /// @return the fewest fetches, or -1 when the capacity is too small
  static int fewestFetches(long[][] trace, int rows, int capacity, int inFlight) {
    int[] best = new int[1 << rows];
    Arrays.fill(best, UNREACHABLE);
    best[0] = 0;
    for (int b = 0; b < trace.length; b++) {
      int batch = mask(trace, b, b);
      int bound = mask(trace, Math.max(0, b - inFlight + 1), b);
      int[] next = new int[1 << rows];
      Arrays.fill(next, UNREACHABLE);
      for (int resident = 0; resident < best.length; resident++) {
        if (best[resident] == UNREACHABLE) {
          continue;
        }
        int fetches = best[resident] + Integer.bitCount(batch & ~resident);
        int all = resident | batch;
        // Every subset of what could be resident: whatever is left out has been evicted.
        for (int kept = all; kept != 0; kept = (kept - 1) & all) {
          if ((kept & bound) == bound && Integer.bitCount(kept) <= capacity) {
            next[kept] = Math.min(next[kept], fetches);
          }
        }
      }
      best = next;
    }
    int fewest = Arrays.stream(best).min().orElseThrow();
    return fewest == UNREACHABLE ? -1 : fewest;
  }

  private static int mask(long[][] trace, int from, int to) {
    int mask = 0;
    for (int b = from; b <= to; b++) {
      for (long row : trace[b]) {
        mask |= 1 << row;
      }
    }
    return mask;
  }
}
