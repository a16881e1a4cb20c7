// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.memory.RowArena;
import dev.belady.tier.FramedRows;
import dev.belady.tier.RowAddresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Copies of the rows that one evaluation batch uses, for tables whose rows are not all in memory:
/// an evaluation reads through to the stores and moves nothing.
final class EvaluationRows implements AutoCloseable {
  private final List<EmbeddingTable> tables;
  private final List<RowArena> copies = new ArrayList<>();
  private final RowAddresses list = new RowAddresses();
  private long[] order = new long[0];

  /// Room for copies of rows of `tables`; none where all rows are in memory.
  EvaluationRows(List<EmbeddingTable> tables) {
    this.tables = List.copyOf(tables);
    for (EmbeddingTable table : tables) {
      copies.add(
          table.framedRows() == null ? table.arena() : new RowArena(table.layout().floats()));
    }
  }

  /// Copies the rows of a batch that was resolved for evaluation and rewrites it to use the copies.
  void bringIn(ResolvedBatch batch) {
    for (int t = 0; t < tables.size(); t++) {
      FramedRows rows = tables.get(t).framedRows();
      if (rows != null) {
        bringIn(rows, copies.get(t), batch.occurrences(t));
        batch.setRecords(t, copies.get(t));
      }
    }
  }

  private void bringIn(FramedRows from, RowArena to, RowOccurrences occurrences) {
    int size = occurrences.bagOffsets[occurrences.bags];
    if (order.length < size) {
      order = new long[size + (size >> 1)];
    }
    int known = 0;
    for (int o = 0; o < size; o++) {
      if (occurrences.rows[o] >= 0) {
        order[known++] = (long) occurrences.rows[o] << 32 | o;
      }
    }
    Arrays.sort(order, 0, known);
    to.ensureCapacity(known);
    long[] chunks = to.chunkAddresses();
    list.clear();
    for (int i = 0; i < known; i++) {
      int row = (int) (order[i] >>> 32);
      if (i == 0 || row != (int) (order[i - 1] >>> 32)) {
        list.add(row, to.address(chunks, list.count()));
      }
      occurrences.rows[(int) order[i]] = list.count() - 1;
    }
    from.copyOut(list);
  }

  @Override
  public void close() {
    for (int t = 0; t < tables.size(); t++) {
      if (tables.get(t).framedRows() != null) {
        copies.get(t).close();
      }
    }
  }
}
