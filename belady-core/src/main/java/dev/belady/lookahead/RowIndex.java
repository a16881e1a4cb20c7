// SPDX-License-Identifier: Apache-2.0

package dev.belady.lookahead;

import java.util.Arrays;

/// A map from row numbers (at least 0) to ints (at least 0) in two arrays: open addressing, linear
/// probing, at most half full, no tombstones.
public final class RowIndex {
  /// What [#get] answers for a row that is not there.
  public static final int ABSENT = -1;

  private static final long FREE = -1;
  private static final int MIN_BITS = 4;

  private long[] rows;
  private int[] values;
  private int shift;
  private int size;

  /// An empty map; it grows as needed.
  public RowIndex() {
    allocate(MIN_BITS);
  }

  private void allocate(int bits) {
    rows = new long[1 << bits];
    values = new int[1 << bits];
    Arrays.fill(rows, FREE);
    shift = Long.SIZE - bits;
  }

  /// The number of rows in the map.
  public int size() {
    return size;
  }

  /// The value of `row`, or [#ABSENT].
  public int get(long row) {
    int slot = find(row);
    return rows[slot] == row ? values[slot] : ABSENT;
  }

  /// Sets the value of `row`.
  public void put(long row, int value) {
    int slot = find(row);
    if (rows[slot] == FREE) {
      if (2 * size >= rows.length) {
        grow();
        slot = find(row);
      }
      rows[slot] = row;
      size++;
    }
    values[slot] = value;
  }

  /// Takes `row` out, if it is there. The rows behind it move up, so that probing never meets a gap.
  public void remove(long row) {
    int gap = find(row);
    if (rows[gap] == FREE) {
      return;
    }
    size--;
    int mask = rows.length - 1;
    for (int slot = gap + 1 & mask; rows[slot] != FREE; slot = slot + 1 & mask) {
      // A row may fill the gap unless its home lies cyclically in (gap, slot].
      if ((slot - home(rows[slot]) & mask) >= (slot - gap & mask)) {
        rows[gap] = rows[slot];
        values[gap] = values[slot];
        gap = slot;
      }
    }
    rows[gap] = FREE;
  }

  private int find(long row) {
    int mask = rows.length - 1;
    int slot = home(row);
    while (rows[slot] != row && rows[slot] != FREE) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /// Fibonacci hashing: neighbouring row numbers land far apart.
  private int home(long row) {
    return (int) (row * 0x9E3779B97F4A7C15L >>> shift);
  }

  private void grow() {
    long[] oldRows = rows;
    int[] oldValues = values;
    allocate(Long.SIZE - shift + 1);
    for (int i = 0; i < oldRows.length; i++) {
      if (oldRows[i] != FREE) {
        int slot = find(oldRows[i]);
        rows[slot] = oldRows[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
