// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import dev.belady.memory.RowArena;

/// The rows of a table that a batch does not use, as if they were used once with a gradient of 0.
final class UnusedRows {
  private static final int BLOCK_ROWS = 2048;

  private UnusedRows() {}

  /// Gives the unused rows of a range to `kernels`, a block at a time.
  static void update(
      RowKernels kernels,
      RowArena arena,
      RowOccurrences occurrences,
      int dim,
      int firstRow,
      int lastRow,
      RowUpdateRule rule) {
    float[] zeros = new float[dim];
    RowOccurrences block = new RowOccurrences();
    block.bags = 1;
    block.bagOffsets = new int[2];
    block.distinctRows = new int[BLOCK_ROWS];
    block.occurrenceBags = new int[BLOCK_ROWS];
    block.occurrenceOffsets = new int[BLOCK_ROWS + 1];
    for (int i = 0; i <= BLOCK_ROWS; i++) {
      block.occurrenceOffsets[i] = i;
    }
    int row = firstRow;
    while (row < lastRow) {
      int count = 0;
      for (; row < lastRow && count < BLOCK_ROWS; row++) {
        block.distinctRows[count] = row;
        count += (int) (~occurrences.usedRows[row >>> 6] >>> row & 1);
      }
      kernels.update(arena, block, dim, false, 0, count, zeros, rule);
    }
  }
}
