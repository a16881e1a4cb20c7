// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.lookahead.RowIndex;
import java.util.Arrays;

/// The hot rows of one table, the hottest first.
public final class HotTable {
  private final String name;
  private final int recordBytes;
  private final long[] keys;
  private final long[] counts;
  private final RowIndex ranks;

  /// The hot rows of a table; the arrays are copied.
  ///
  /// @param name the table's name
  /// @param recordBytes bytes of a row with its optimizer state, at least 1
  /// @param keys the keys of the rows, all different, the hottest first
  /// @param counts the accesses counted for each of them, >= 0, never rising
  public HotTable(String name, int recordBytes, long[] keys, long[] counts) {
    if (recordBytes < 1) {
      throw new IllegalArgumentException("recordBytes must be > 0: recordBytes=" + recordBytes);
    }
    if (keys.length != counts.length) {
      throw new IllegalArgumentException(
          "keys and counts must go together: keys=" + keys.length + ", counts=" + counts.length);
    }
    this.name = name;
    this.recordBytes = recordBytes;
    this.keys = keys.clone();
    this.counts = counts.clone();
    this.ranks = new RowIndex(keys.length);
    for (int rank = 0; rank < keys.length; rank++) {
      if (counts[rank] < 0 || (rank > 0 && counts[rank] > counts[rank - 1])) {
        throw new IllegalArgumentException(
            "counts must be >= 0 and never rise: rank=" + rank + ", count=" + counts[rank]);
      }
      ranks.put(keys[rank], rank);
    }
    if (ranks.size() != keys.length) {
      throw new IllegalArgumentException(
          "keys must be different: keys=" + keys.length + ", different=" + ranks.size());
    }
  }

  /// The table's name.
  public String name() {
    return name;
  }

  /// Bytes of a row with its optimizer state.
  public int recordBytes() {
    return recordBytes;
  }

  /// The number of hot rows.
  public int size() {
    return keys.length;
  }

  /// The bytes of memory of the description of `rows` hot rows.
  public static long bytes(long rows) {
    return 2 * Long.BYTES * rows + RowIndex.bytes(rows);
  }

  /// Bytes of all hot rows.
  public long bytes() {
    return (long) recordBytes * keys.length;
  }

  /// The key of the hot row of a rank, 0 for the hottest.
  public long key(int rank) {
    return keys[rank];
  }

  /// The accesses that were counted for the hot row of a rank; 0 for a row of a small field that
  /// the sample did not meet.
  public long count(int rank) {
    return counts[rank];
  }

  /// The rank of a key, or -1 if its row is not hot.
  public int rank(long key) {
    return ranks.get(key);
  }

  /// A copy of all keys by rank.
  public long[] keys() {
    return keys.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HotTable table
        && name.equals(table.name)
        && recordBytes == table.recordBytes
        && Arrays.equals(keys, table.keys)
        && Arrays.equals(counts, table.counts);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(keys);
  }

  @Override
  public String toString() {
    return name + ": " + keys.length + " hot rows of " + recordBytes + " bytes";
  }
}
