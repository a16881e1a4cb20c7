// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.kernel.RowOccurrences;

/// Counts how the rows of batches were met; see [RowUses]. For the planner thread.
final class RowUseCounter {
  private long rows;
  private long movedRows;
  private long firstRows;
  private long lookups;
  private long movedLookups;
  private long firstLookups;

  /// Counts the rows of a batch, as found so far.
  void add(RowOccurrences occurrences) {
    rows += occurrences.distinct;
    lookups += occurrences.occurrenceOffsets[occurrences.distinct];
  }

  /// Says that a row of the batch had no frame.
  ///
  /// @param position its place among the distinct rows
  /// @param first whether no batch has used it before
  void notFound(RowOccurrences occurrences, int position, boolean first) {
    int[] offsets = occurrences.occurrenceOffsets;
    int rowLookups = offsets[position + 1] - offsets[position];
    movedRows++;
    movedLookups += rowLookups;
    if (first) {
      firstRows++;
      firstLookups += rowLookups;
    }
  }

  /// What was counted.
  RowUses uses() {
    return new RowUses(
        rows, rows - movedRows, firstRows, lookups, lookups - movedLookups, firstLookups);
  }
}
