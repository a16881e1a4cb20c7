// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.file.LittleEndian;
import java.util.List;
import java.util.zip.CRC32C;

/// The rows that are worth fast memory for good: for each table of the model its hot rows, the
/// hottest first.
///
/// @param tables the tables in the order of the model, all of them; a table may have no hot row
/// @param samples the inputs that were counted to find the rows
public record HotSet(List<HotTable> tables, long samples) {
  /// Copies the list and checks the range.
  public HotSet {
    tables = List.copyOf(tables);
    if (samples < 0) {
      throw new IllegalArgumentException("samples must be >= 0: samples=" + samples);
    }
  }

  /// The hot rows of table `number`.
  public HotTable table(int number) {
    return tables.get(number);
  }

  /// The number of hot rows of all tables.
  public long rows() {
    long rows = 0;
    for (HotTable table : tables) {
      rows += table.size();
    }
    return rows;
  }

  /// Tells hot sets apart: a checksum of the keys and their order.
  public long checksum() {
    CRC32C checksum = new CRC32C();
    byte[] bytes = new byte[Long.BYTES];
    for (HotTable table : tables) {
      for (int rank = 0; rank < table.size(); rank++) {
        LittleEndian.putLong(bytes, 0, table.key(rank));
        checksum.update(bytes);
      }
      checksum.update(0xFF);
    }
    return checksum.getValue();
  }

  /// Bytes of all hot rows with their optimizer states.
  public long bytes() {
    long bytes = 0;
    for (HotTable table : tables) {
      bytes += table.bytes();
    }
    return bytes;
  }
}
