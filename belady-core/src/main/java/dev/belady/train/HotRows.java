// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.lookahead.RowIndex;
import dev.belady.memory.IntPages;
import dev.belady.popularity.HotTable;
import java.util.Arrays;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/// The hot rows of a table whose memory holds only some rows: which row has which frame for good. A
/// remap array from rows to ranks; the frame of a hot row is its rank behind the frames that the
/// planner deals with, so hot rows lie together, ordered by heat. For the planner thread.
///
/// A hot row takes its frame when a batch uses it for the first time and never leaves it while this
/// choice of hot rows holds. No other place has a newer copy, so nothing is ever synchronised.
class HotRows {
  private static final int NOT_HOT = -1;
  private static final int NOT_IN_FRAME = -1;

  private final @Nullable LongToIntFunction rankOfKey;
  private final int storedRows;

  /// The row in the frame of each rank.
  private final int[] rowOfRank;

  /// The rank of each row plus 1; 0 for a row that is not hot.
  private final IntPages ranks = new IntPages();

  /// For each rank whether its row was in the frame before the frames were emptied.
  private final boolean[] left;

  private int known;

  /// @param rankOfKey the rank of the key of a row to come, or -1; null where no such row is hot
  /// @param known rows below this number are not asked for by their keys
  /// @param frames room for hot rows
  /// @param storedRows the store has the rows below this number
  HotRows(@Nullable LongToIntFunction rankOfKey, int known, int frames, int storedRows) {
    this.rankOfKey = rankOfKey;
    this.known = known;
    this.storedRows = storedRows;
    this.rowOfRank = new int[frames];
    this.left = new boolean[frames];
    Arrays.fill(rowOfRank, NOT_IN_FRAME);
  }

  /// No hot rows.
  static HotRows none() {
    return new HotRows(null, 0, 0, 0);
  }

  /// Rows that are hot by their keys; the table learns them one by one.
  ///
  /// @param storedRows rows below this number were loaded, and the store has them
  static HotRows of(HotTable keys, int storedRows) {
    return new HotRows(keys.size() == 0 ? null : keys::rank, 0, keys.size(), storedRows);
  }

  /// Rows that were chosen during a run.
  ///
  /// @param storedRows rows below this number were used by the batches before, and the store will
  ///   have them
  static HotRows of(HotChoice choice, int storedRows) {
    int[] rows = choice.rows();
    long[] newKeys = choice.newKeys();
    RowIndex newRanks = new RowIndex();
    for (int i = 0; i < newKeys.length; i++) {
      newRanks.put(newKeys[i], rows.length + i);
    }
    HotRows hot =
        new HotRows(
            newKeys.length == 0 ? null : newRanks::get, storedRows, choice.size(), storedRows);
    for (int rank = 0; rank < rows.length; rank++) {
      hot.ranks.ensure(rows[rank] + 1);
      hot.ranks.set(rows[rank], rank + 1);
    }
    return hot;
  }

  /// The frames of hot rows.
  int frames() {
    return rowOfRank.length;
  }

  /// Finds the hot ones among the rows that the table got since the last call.
  void learn(EmbeddingTable table) {
    LongToIntFunction ofKey = rankOfKey;
    if (ofKey != null) {
      ranks.ensure(table.rows());
      for (; known < table.rows(); known++) {
        ranks.set(known, 1 + ofKey.applyAsInt(table.key(known)));
      }
    }
  }

  /// The rank of a row, or -1 when it is not hot.
  int rank(int row) {
    return row < ranks.capacity() ? ranks.get(row) - 1 : NOT_HOT;
  }

  /// Whether the row of a rank is in its frame.
  boolean inFrame(int rank) {
    return rowOfRank[rank] != NOT_IN_FRAME;
  }

  /// The row in the frame of a rank.
  int row(int rank) {
    return rowOfRank[rank];
  }

  /// Notes that a plan brings a row into the frame of its rank.
  void bringIn(int rank, int row) {
    rowOfRank[rank] = row;
  }

  /// Says that all frames have been emptied into the store.
  void leaveFrames() {
    for (int rank = 0; rank < rowOfRank.length; rank++) {
      left[rank] |= inFrame(rank);
      rowOfRank[rank] = NOT_IN_FRAME;
    }
  }

  /// Whether the store has a hot row that is not in its frame; otherwise it was never used.
  boolean stored(int rank, int row) {
    return left[rank] || row < storedRows;
  }

  /// The bytes of memory for `rows` rows of the table.
  ///
  /// @param frames the frames of hot rows
  static long bytes(long rows, long frames) {
    return frames == 0 ? 0 : IntPages.bytes(rows) + frames * (Integer.BYTES + 1);
  }

  /// The number of rows of a batch that are not hot.
  final int countOthers(RowOccurrences occurrences) {
    if (frames() == 0) {
      return occurrences.distinct;
    }
    int count = 0;
    for (int i = 0; i < occurrences.distinct; i++) {
      count += rank(occurrences.distinctRows[i]) < 0 ? 1 : 0;
    }
    return count;
  }

  /// Those of `rows` that are not hot.
  final int[] others(int[] rows) {
    int[] others = new int[rows.length];
    int count = 0;
    for (int row : rows) {
      if (rank(row) < 0) {
        others[count++] = row;
      }
    }
    return Arrays.copyOf(others, count);
  }

  /// The hot ones among the rows that the table has.
  final int countKnown() {
    int count = 0;
    for (int row = 0; row < known; row++) {
      count += rank(row) < 0 ? 0 : 1;
    }
    return count;
  }

  /// The rows of a batch that are not hot.
  final long[] others(RowOccurrences occurrences) {
    long[] others = new long[countOthers(occurrences)];
    int count = 0;
    for (int i = 0; i < occurrences.distinct; i++) {
      int row = occurrences.distinctRows[i];
      if (frames() == 0 || rank(row) < 0) {
        others[count++] = row;
      }
    }
    return others;
  }
}
