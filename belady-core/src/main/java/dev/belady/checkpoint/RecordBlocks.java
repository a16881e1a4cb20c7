// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.embedding.EmbeddingTable;

/// The records of a table, read block by block: rows may lie in a file, where one call for many
/// costs little more than one for a single row.
final class RecordBlocks {
  private static final int BLOCK_FLOATS = 1 << 18;

  private final EmbeddingTable table;
  private final int rows;
  private final int blockRows;
  private final float[] floats;
  private int first;
  private int end;

  /// The first `rows` rows of `table`, which nobody trains meanwhile.
  RecordBlocks(EmbeddingTable table, int rows) {
    int recordFloats = table.layout().floats();
    this.table = table;
    this.rows = rows;
    this.blockRows = Math.max(1, Math.min(rows, BLOCK_FLOATS / recordFloats));
    this.floats = new float[blockRows * recordFloats];
  }

  /// Sees to it that [#floats] has the record of `row`; cheap if rows are asked for in ascending
  /// order.
  ///
  /// @return where the record begins
  int find(int row) {
    if (row < first || row >= end) {
      first = row;
      end = Math.min(rows, row + blockRows);
      table.readRecords(first, end - first, floats);
    }
    return (row - first) * table.layout().floats();
  }

  /// Where [#find] put the record.
  float[] floats() {
    return floats;
  }
}
