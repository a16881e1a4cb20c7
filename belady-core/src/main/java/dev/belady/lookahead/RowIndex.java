// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// A map from row numbers or keys (any long) to ints (at least 0) in one array: open addressing,
/// linear probing, at most half full, no tombstones. A row and its value lie side by side, so that
/// a look-up usually costs one cache line. 32 to 64 bytes per row.
public final class RowIndex {
  /// What [#get] answers for a row that is not there.
  public static final int ABSENT = -1;

  private static final int MIN_BITS = 4;
  private static final int MAX_BITS = 29;

  /// Row and value in turn; the value of a free slot is [#ABSENT].
  private long[] table;

  private int mask;
  private int shift;
  private int size;

  /// An empty map; it grows as needed.
  public RowIndex() {
    allocate(MIN_BITS);
  }

  /// An empty map that has room for `rows` rows before it grows.
  public RowIndex(int rows) {
    allocate(bits(rows));
  }

  private void allocate(int bits) {
    if (bits > MAX_BITS) {
      throw new IllegalStateException("a row index holds at most 2^28 rows: rows=" + size);
    }
    table = new long[2 << bits];
    Arrays.fill(table, ABSENT);
    mask = (1 << bits) - 1;
    shift = Long.SIZE - bits;
  }

  /// The bytes of a map that has grown to `rows` rows.
  public static long bytes(long rows) {
    return (2L * Long.BYTES) << bits(rows);
  }

  private static int bits(long rows) {
    int bits = MIN_BITS;
    while (bits < MAX_BITS && rows > 1L << (bits - 1)) {
      bits++;
    }
    return bits;
  }

  /// The bytes of this map.
  long allocatedBytes() {
    return (long) table.length * Long.BYTES;
  }

  /// The number of rows in the map.
  public int size() {
    return size;
  }

  /// The value of `row`, or [#ABSENT].
  public int get(long row) {
    return value(find(row));
  }

  /// Sets the value of `row`.
  public void put(long row, int value) {
    int slot = find(row);
    if (value(slot) == ABSENT) {
      if (2 * size > mask) {
        grow();
        slot = find(row);
      }
      size++;
    }
    set(slot, row, value);
  }

  /// Takes `row` out, if it is there. The rows behind it move up, so that probing never meets a
  /// gap.
  public void remove(long row) {
    int gap = find(row);
    if (value(gap) == ABSENT) {
      return;
    }
    size--;
    for (int slot = (gap + 1) & mask; value(slot) != ABSENT; slot = (slot + 1) & mask) {
      // A row may fill the gap unless its home lies cyclically in (gap, slot].
      if (((slot - home(row(slot))) & mask) >= ((slot - gap) & mask)) {
        set(gap, row(slot), value(slot));
        gap = slot;
      }
    }
    set(gap, ABSENT, ABSENT);
  }

  /// The slot that holds `row` or, if there is none, the free one where it belongs.
  private int find(long row) {
    int slot = home(row);
    while (row(slot) != row && value(slot) != ABSENT) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /// Fibonacci hashing: neighbouring row numbers land far apart.
  private int home(long row) {
    return (int) ((row * 0x9E3779B97F4A7C15L) >>> shift);
  }

  private long row(int slot) {
    return table[2 * slot];
  }

  private int value(int slot) {
    return (int) table[2 * slot + 1];
  }

  private void set(int slot, long row, int value) {
    table[2 * slot] = row;
    table[2 * slot + 1] = value;
  }

  private void grow() {
    long[] old = table;
    allocate(Long.SIZE - shift + 1);
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != ABSENT) {
        set(find(old[i]), old[i], (int) old[i + 1]);
      }
    }
  }
}
