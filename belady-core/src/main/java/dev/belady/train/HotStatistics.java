// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.util.Locale;

/// What hot rows have done since training began.
///
/// @param rows hot rows of all tables
/// @param bytes their bytes with optimizer states
/// @param accesses occurrences of keys in the batches planned so far
/// @param hotAccesses those of hot rows
/// @param choices how often the hot rows were chosen anew
public record HotStatistics(long rows, long bytes, long accesses, long hotAccesses, int choices) {
  /// The part of the accesses, 0 to 1, that went to hot rows; 0 before the first.
  public double hotFraction() {
    return accesses == 0 ? 0 : (double) hotAccesses / accesses;
  }

  /// The same rows, none of which was used yet: the planner may be ahead.
  HotStatistics beforeUse() {
    return new HotStatistics(rows, bytes, 0, 0, 0);
  }

  /// The statistics in one line, for example `hot rows: 12,345 (3.2 MiB) stay in memory, 71.3% of
  /// the accesses were theirs`.
  public String describe() {
    return String.format(
            Locale.ROOT, "hot rows: %,d (%.1f MiB) stay in memory", rows, bytes * 0x1p-20)
        + (accesses == 0
            ? ""
            : String.format(
                Locale.ROOT, ", %.1f%% of the accesses were theirs", 100 * hotFraction()))
        + (choices == 0 ? "" : String.format(Locale.ROOT, ", chosen anew %,d times", choices));
  }
}
