// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.kernel.RowOccurrences;
import dev.belady.memory.IntPages;

/// How many batches have used each row of a table, older batches counting less: what the hot rows
/// are chosen from again during a run. 4 bytes per row. For the planner thread.
final class RowHeat {
  private final IntPages counts = new IntPages();
  private int rows;

  /// Counts the rows of a batch.
  void add(RowOccurrences occurrences) {
    rows = Math.max(rows, occurrences.tableRows);
    counts.ensure(rows);
    for (int i = 0; i < occurrences.distinct; i++) {
      int row = occurrences.distinctRows[i];
      counts.set(row, counts.get(row) + 1);
    }
  }

  /// The batches that used a row.
  int count(int row) {
    return row < rows ? counts.get(row) : 0;
  }

  /// The hottest rows, the hottest first, those with equal counts by number; none that was not
  /// used.
  ///
  /// @param most the most rows
  int[] hottest(int most) {
    int highest = 0;
    for (int row = 0; row < rows; row++) {
      highest = Math.max(highest, counts.get(row));
    }
    // Counting sort from the highest count down.
    int[] starts = new int[highest + 2];
    for (int row = 0; row < rows; row++) {
      starts[highest - counts.get(row) + 1]++;
    }
    for (int i = 0; i <= highest; i++) {
      starts[i + 1] += starts[i];
    }
    int[] hottest = new int[Math.min(most, starts[highest])];
    for (int row = 0; row < rows; row++) {
      int place = starts[highest - counts.get(row)]++;
      if (place < hottest.length) {
        hottest[place] = row;
      }
    }
    return hottest;
  }

  /// Halves all counts.
  void cool() {
    for (int row = 0; row < rows; row++) {
      counts.set(row, counts.get(row) >> 1);
    }
  }
}
