// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

/// The rows that stay in fast memory for good; the planner skips them.
///
/// Pinned row number `i` has frame `capacityFrames + i`: behind the frames that the planner deals
/// with, so that a frame number says all that a lookup needs.
public final class PinnedRows {
  /// No row is pinned.
  public static final PinnedRows NONE = new PinnedRows();

  private final RowIndex indexes = new RowIndex();

  /// Pins `rows`, in this order.
  public PinnedRows(long... rows) {
    for (long row : rows) {
      if (row < 0 || indexes.get(row) != RowIndex.ABSENT) {
        throw new IllegalArgumentException("pinned rows must be distinct and >= 0: row=" + row);
      }
      indexes.put(row, indexes.size());
    }
  }

  /// The number of pinned rows.
  public int count() {
    return indexes.size();
  }

  /// The index of `row` in the order of the constructor, or -1.
  int indexOf(long row) {
    return indexes.size() == 0 ? RowIndex.ABSENT : indexes.get(row);
  }
}
