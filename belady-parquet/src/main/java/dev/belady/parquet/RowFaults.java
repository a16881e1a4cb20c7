// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bad records of a chunk of rows: for each the first complaint.
final class RowFaults {
  private final @Nullable String[] problems;
  private final String place;
  private long firstRow;

  /// For chunks of at most `capacity` rows of the row group `place`.
  RowFaults(int capacity, String place) {
    this.problems = new @Nullable String[capacity];
    this.place = place;
  }

  /// Starts a chunk.
  ///
  /// @param firstRow its first row, counted from 0 in the row group
  void begin(long firstRow) {
    this.firstRow = firstRow;
    Arrays.fill(problems, null);
  }

  /// Complains about a row of the chunk.
  ///
  /// @param problem the rule and the value
  void add(int row, String problem, Object column) {
    if (problems[row] == null) {
      problems[row] = problem + " (" + place + ", row " + (firstRow + row) + ", " + column + ")";
    }
  }

  /// The complaint about a row, or null when it is good.
  @Nullable String of(int row) {
    return problems[row];
  }
}
