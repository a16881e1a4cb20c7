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

  /// The ranks of the hot keys that had no row when they were chosen.
  private RowIndex ranks;

  private final IntPages records = new IntPages();
  private int hotCount;
  private int next;

  /// Places between those of hot rows and `next` that nobody has.
  private int[] free = new int[0];

  private int freeCount;

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

  /// The rank of a key for whose row a place is kept, or -1.
  int rank(long key) {
    return ranks.get(key);
  }

  /// Every record that has an owner, or is kept for a hot row, is below this one.
  int end() {
    return next;
  }

  /// Gives the next row, number `row`, its record.
  int add(int row, long key) {
    int rank = rank(key);
    int record = rank >= 0 ? rank : freePlace();
    place(row, record);
    return record;
  }

  private int freePlace() {
    return freeCount > 0 ? free[--freeCount] : next++;
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

  /// Gives the first places to other rows, more or fewer of them; those that lose theirs take over
  /// the places of the rows that come, or others that are free.
  ///
  /// @param rows the hot rows, the hottest first, all different
  /// @param newKeys keys without a row so far, for whose rows places are kept behind those of
  ///   `rows`
  /// @param rowCount all rows that are placed
  /// @param exchange moves records, up to as many places behind [#end] and behind the new hot rows
  ///   as there are new keys
  void chooseAnew(int[] rows, long[] newKeys, int rowCount, Exchange exchange) {
    int hot = rows.length + newKeys.length;
    int end = Math.max(hot, hotCount);
    next = Math.max(next, hot);
    int[] owners = owners(end, rowCount);
    keepFreePlaces(end);
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
        if (from < end) {
          owners[from] = owner;
        } else if (owner == NOBODY) {
          addFreePlace(from);
        }
      }
    }
    for (int place = hot; place < end; place++) {
      if (owners[place] == NOBODY) {
        addFreePlace(place);
      }
    }
    for (int place = rows.length; place < hot; place++) {
      if (owners[place] != NOBODY) {
        int to = freePlace();
        exchange.records(place, to, false);
        records.set(owners[place], to);
      }
    }
    hotCount = hot;
    ranks = new RowIndex();
    for (int i = 0; i < newKeys.length; i++) {
      ranks.put(newKeys[i], rows.length + i);
    }
  }

  /// The rows in the first `end` places.
  private int[] owners(int end, int rowCount) {
    int[] owners = new int[end];
    Arrays.fill(owners, NOBODY);
    for (int row = 0; row < rowCount; row++) {
      if (records.get(row) < end) {
        owners[records.get(row)] = row;
      }
    }
    return owners;
  }

  /// Keeps only the free places from `first` on.
  private void keepFreePlaces(int first) {
    int kept = 0;
    for (int i = 0; i < freeCount; i++) {
      if (free[i] >= first) {
        free[kept++] = free[i];
      }
    }
    freeCount = kept;
  }

  /// Says that nobody has a place behind those of hot rows any more.
  void addFreePlace(int place) {
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(16, 2 * freeCount));
    }
    free[freeCount++] = place;
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
    freeCount = 0;
  }
}
