// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.util.Arrays;

/// Rows of a table from the hottest to the coldest, to be taken one after the other; of equally hot
/// ones that with the lowest number first, and keys without a row last.
final class RankedRows {
  private static final long MOST_ORDINAL = (1L << Integer.SIZE) - 1;

  /// Rows have the ordinals below this one, keys without a row those from it on.
  private final int rows;

  /// Heat, then the complement of the ordinal, rising once they are sorted.
  private long[] order = new long[16];

  private int size;
  private long[] newKeys = new long[16];
  private int newCount;
  private int taken;

  /// @param rows above all row numbers
  RankedRows(int rows) {
    this.rows = rows;
  }

  /// Adds a row.
  void add(int heat, int row) {
    addOrdinal(heat, row);
  }

  /// Adds a key that has no row.
  void addNew(int heat, long key) {
    if (newCount == newKeys.length) {
      newKeys = Arrays.copyOf(newKeys, 2 * newCount);
    }
    newKeys[newCount] = key;
    addOrdinal(heat, (long) rows + newCount++);
  }

  private void addOrdinal(int heat, long ordinal) {
    if (size == order.length) {
      order = Arrays.copyOf(order, size + (size >> 1));
    }
    order[size++] = (long) heat << Integer.SIZE | (MOST_ORDINAL - ordinal);
  }

  /// Ranks what was added.
  void rank() {
    Arrays.sort(order, 0, size);
  }

  /// Whether there is a row to be taken.
  boolean hasNext() {
    return taken < size;
  }

  /// The heat of the next row.
  int nextHeat() {
    return (int) (order[size - 1 - taken] >>> Integer.SIZE);
  }

  /// Takes the next row.
  void takeNext() {
    taken++;
  }

  /// The bytes of memory for `rows` rows, half as many again while it grows.
  static long bytes(long rows) {
    return rows * (Long.BYTES + Long.BYTES / 2);
  }

  /// The rows that were taken.
  HotChoice choice() {
    int[] takenRows = new int[taken];
    long[] takenKeys = new long[Math.min(taken, newCount)];
    int rowCount = 0;
    int keyCount = 0;
    for (int i = 0; i < taken; i++) {
      long ordinal = MOST_ORDINAL - (order[size - 1 - i] & MOST_ORDINAL);
      if (ordinal < rows) {
        takenRows[rowCount++] = (int) ordinal;
      } else {
        takenKeys[keyCount++] = newKeys[(int) (ordinal - rows)];
      }
    }
    return new HotChoice(Arrays.copyOf(takenRows, rowCount), Arrays.copyOf(takenKeys, keyCount));
  }
}
