// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.lookahead.RowIndex;
import dev.belady.memory.IntPages;
import java.util.Arrays;

/// Where the record of each row is when the hot rows of a table lie together: those at the front,
/// ordered by heat, each at its rank; the others behind them in order of first use.
///
/// Rows keep their numbers, which tell what training has reached; only records change places.
final class HotRecords {
  private static final int NOBODY = -1;

  private final int hotCount;
  private RowIndex ranks;
  private final IntPages records = new IntPages();
  private int next;

  /// Places for hot keys, all different, the hottest first; no row is placed yet.
  HotRecords(long[] hotKeys) {
    ranks = new RowIndex(hotKeys.length);
    for (int rank = 0; rank < hotKeys.length; rank++) {
      ranks.put(hotKeys[rank], rank);
    }
    hotCount = hotKeys.length;
    next = hotCount;
  }

  /// The number of records kept for hot rows.
  int hotCount() {
    return hotCount;
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

  /// Exchanges the contents of two records.
  @FunctionalInterface
  interface Exchange {
    /// Moves `first` to `second` and back.
    ///
    /// @param used whether `second` has an owner; if not, only `first` must be kept
    void records(int first, int second, boolean used);
  }

  /// Gives the first places to other rows; those that lose theirs take over the places of the rows
  /// that come. From now on no key that is new has a place waiting for it.
  ///
  /// @param rows the hot rows, the hottest first, all different, at most as many as there are
  ///   places
  /// @param rowCount all rows that are placed
  void chooseAnew(int[] rows, int rowCount, Exchange exchange) {
    ranks = new RowIndex();
    int[] owners = new int[hotCount];
    Arrays.fill(owners, NOBODY);
    for (int row = 0; row < rowCount; row++) {
      if (records.get(row) < hotCount) {
        owners[records.get(row)] = row;
      }
    }
    for (int rank = 0; rank < rows.length; rank++) {
      int row = rows[rank];
      int from = records.get(row);
      int owner = owners[rank];
      if (owner != row) {
        exchange.records(from, rank, owner != NOBODY);
        records.set(row, rank);
        owners[rank] = row;
        if (owner != NOBODY) {
          records.set(owner, from);
        }
        if (from < hotCount) {
          owners[from] = owner;
        }
      }
    }
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
    next = hotCount;
  }
}
