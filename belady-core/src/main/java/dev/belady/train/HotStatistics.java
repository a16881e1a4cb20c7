// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.popularity.CoverageEstimate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What hot rows have done since training began.
///
/// @param rows hot rows of all tables
/// @param bytes their bytes with optimizer states
/// @param accesses occurrences of keys in the batches planned so far
/// @param hotAccesses those of hot rows
/// @param choices how often the hot rows were chosen anew
/// @param estimate what could be expected of them before training began; null where they were read
///   from a file
public record HotStatistics(
    long rows,
    long bytes,
    long accesses,
    long hotAccesses,
    int choices,
    @Nullable CoverageEstimate estimate) {
  /// The part of the accesses, 0 to 1, that went to hot rows; 0 before the first.
  public double hotFraction() {
    return accesses == 0 ? 0 : (double) hotAccesses / accesses;
  }

  /// The same rows, none of which was used yet: the planner may be ahead.
  HotStatistics beforeUse() {
    return new HotStatistics(rows, bytes, 0, 0, 0, estimate);
  }

  /// The statistics in one line, for example `hot rows: 12,345 (3.2 MiB) stay in memory, 71.3% of
  /// the accesses were theirs`.
  public String describe() {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT, "hot rows: %,d (%.1f MiB) stay in memory", rows, bytes * 0x1p-20));
    if (accesses > 0) {
      line.append(
          String.format(Locale.ROOT, ", %.1f%% of the accesses were theirs", 100 * hotFraction()));
    } else if (estimate != null) {
      line.append("; ").append(estimate.describe());
    }
    if (choices > 0) {
      line.append(String.format(Locale.ROOT, ", chosen anew %,d times", choices));
    }
    return line.toString();
  }

  /// What the user should know of how they were found; none once they are in use.
  public List<String> notices() {
    return estimate == null || accesses > 0
        ? List.of()
        : estimate.notices("belady.popularity.sample_rate", "belady.popularity.count_memory");
  }
}
