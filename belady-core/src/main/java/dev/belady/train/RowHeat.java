// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.kernel.RowOccurrences;
import dev.belady.memory.IntPages;
import java.util.Arrays;
import java.util.BitSet;

/// How often each row of a table was used, older uses counting less: what the hot rows are chosen
/// from again during a run. 4 bytes per row. For the planner thread.
final class RowHeat {
  /// Counts from this one on share a class.
  static final int TOP_CLASS = (1 << 16) - 1;

  /// Higher counts are taken for this one.
  private static final int MOST = 1 << 30;

  private final IntPages counts = new IntPages();
  private int rows;

  /// Counts the accesses of a batch.
  void add(RowOccurrences occurrences) {
    rows = Math.max(rows, occurrences.tableRows);
    counts.ensure(rows);
    int[] offsets = occurrences.occurrenceOffsets;
    for (int i = 0; i < occurrences.distinct; i++) {
      int row = occurrences.distinctRows[i];
      counts.set(row, Math.min(MOST, counts.get(row) + offsets[i + 1] - offsets[i]));
    }
  }

  /// The rows that the table had at the last batch: each of them was used by some batch, or loaded.
  int rows() {
    return rows;
  }

  /// The accesses of a row.
  int count(int row) {
    return row < rows ? counts.get(row) : 0;
  }

  /// How many rows have each count.
  ///
  /// @param without rows that are left out
  /// @return one number for each count below [#TOP_CLASS], and one for all others
  int[] rowsOfCounts(BitSet without) {
    int[] rowsOfCounts = new int[TOP_CLASS + 1];
    for (int row = 0; row < rows; row++) {
      if (!without.get(row)) {
        rowsOfCounts[Math.min(counts.get(row), TOP_CLASS)]++;
      }
    }
    return rowsOfCounts;
  }

  /// The hottest rows in the order of their numbers, of equally hot ones those with the lowest;
  /// none that was not used. All rows of [#TOP_CLASS] are among them.
  ///
  /// @param most the most rows of other classes and of that one
  /// @param rowsOfCounts what [#rowsOfCounts] says of the same rows
  /// @param without rows that are left out
  int[] hottest(long most, int[] rowsOfCounts, BitSet without) {
    int lowest = TOP_CLASS;
    long found = rowsOfCounts[TOP_CLASS];
    while (lowest > 1 && found < most) {
      lowest--;
      found += rowsOfCounts[lowest];
    }
    long surplus = lowest == TOP_CLASS ? 0 : Math.max(0, found - most);
    long ofLowest = rowsOfCounts[lowest] - surplus;
    int[] hottest = new int[Math.toIntExact(found - surplus)];
    int next = 0;
    for (int row = 0; row < rows && next < hottest.length; row++) {
      int count = counts.get(row);
      if (count >= lowest && !without.get(row)) {
        boolean isLowest = count == lowest && lowest < TOP_CLASS;
        if (!isLowest || ofLowest-- > 0) {
          hottest[next++] = row;
        }
      }
    }
    return Arrays.copyOf(hottest, next);
  }

  /// Halves all counts.
  void cool() {
    for (int row = 0; row < rows; row++) {
      counts.set(row, counts.get(row) >> 1);
    }
  }
}
