// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.lookahead.RowIndex;
import dev.belady.memory.IntPages;

/// Where the record of each row is when the hot rows of a table lie together: those at the front,
/// ordered by heat, each at its rank; the others behind them in order of first use.
///
/// Rows keep their numbers, which tell what training has reached; only records change places.
final class HotRecords {
  private final RowIndex ranks = new RowIndex();
  private final IntPages records = new IntPages();
  private int next;

  /// Places for hot keys, all different, the hottest first; no row is placed yet.
  HotRecords(long[] hotKeys) {
    for (int rank = 0; rank < hotKeys.length; rank++) {
      ranks.put(hotKeys[rank], rank);
    }
    next = hotKeys.length;
  }

  /// The number of records kept for hot rows.
  int hotCount() {
    return ranks.size();
  }

  /// The rank of a key, or -1.
  int rank(long key) {
    return ranks.get(key);
  }

  /// The number of records that have an owner, and those kept for hot rows.
  int end() {
    return next;
  }

  /// Gives the next row, number `row`, its record.
  int add(int row, long key) {
    int rank = rank(key);
    int record = rank >= 0 ? rank : next;
    place(row, record);
    return record;
  }

  /// Says where the record of a row is.
  void place(int row, int record) {
    records.ensure(row + 1);
    records.set(row, record);
    next = Math.max(next, record + 1);
  }

  /// The record of a row.
  int of(int row) {
    return records.get(row);
  }

  /// Replaces row numbers by record numbers; negative ones stay.
  void replace(int[] rows, int count) {
    int[][] pages = records.pages();
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[i] = row < 0 ? row : pages[row >>> IntPages.PAGE_SHIFT][row & IntPages.PAGE_MASK];
    }
  }

  /// The bytes of memory for `rows` rows, `hot` of them hot.
  static long bytes(long rows, long hot) {
    return IntPages.bytes(rows) + RowIndex.bytes(hot);
  }

  /// Forgets every row.
  void clear() {
    next = ranks.size();
  }
}
