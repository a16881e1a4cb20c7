// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.JaggedKeys;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.column.page.PageReadStore;

/// Reads the keys of one slot, chunk by chunk of rows.
final class KeyColumn {
  private final ColumnBinding column;
  private final ColumnCursor cursor;
  private final KeyRange range;
  private final int[] offsets;
  private long[] keys;

  /// For chunks of at most `capacity` rows.
  KeyColumn(ColumnBinding column, PageReadStore rowGroup, KeyRange range, int capacity) {
    this.column = column;
    this.cursor = new ColumnCursor(column, rowGroup);
    this.range = range;
    this.offsets = new int[capacity + 1];
    this.keys = new long[capacity];
  }

  /// Reads the next `rows` rows.
  void read(int rows, RowFaults faults) throws IOException {
    for (int row = 0; row < rows; row++) {
      cursor.beginRow();
      int found = 0;
      do {
        if (cursor.isValue()) {
          long key = column.kind().longOf(cursor.reader());
          if (!isValid(key)) {
            faults.add(row, "key must be in " + limits() + ": key=" + shown(key), column.column());
          } else if (found < range.maxHotness()) {
            put(offsets[row] + found, key + range.offset());
          }
          found++;
        }
      } while (cursor.nextInRow());
      if (found > range.maxHotness()) {
        faults.add(row, range.tooMany(found), column.column());
        found = 0;
      }
      offsets[row + 1] = offsets[row] + found;
    }
  }

  /// The first key of a row of the chunk that has one.
  long first(int row) {
    return keys[offsets[row]];
  }

  /// The number of keys of a row of the chunk.
  int count(int row) {
    return offsets[row + 1] - offsets[row];
  }

  /// Adds the keys of a row of the chunk as a bag.
  void addTo(JaggedKeys bags, int row) {
    bags.addBag(keys, offsets[row], count(row));
  }

  /// Checks that all rows were read.
  void end() throws IOException {
    cursor.end();
  }

  private boolean isValid(long key) {
    return range.contains(key) && (key >= 0 || column.kind() != ValueKind.UINT64);
  }

  private void put(int at, long key) {
    if (at >= keys.length) {
      keys = Arrays.copyOf(keys, Math.max(at + 1, keys.length * 2));
    }
    keys[at] = key;
  }

  private String limits() {
    return column.kind() == ValueKind.UINT64
        ? Math.max(0, range.low()) + ".." + range.high()
        : range.toString();
  }

  private String shown(long key) {
    return column.kind() == ValueKind.UINT64 ? Long.toUnsignedString(key) : Long.toString(key);
  }
}
