// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.embedding.Combiner;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.SharedKeyListener;
import dev.belady.embedding.TableSpec;
import dev.belady.kernel.RecordLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordBlocksTest {
  @Test
  void everyRecordIsFoundAcrossBlocksAndAgainFromTheStart() {
    int dim = 256;
    TableSpec spec = new TableSpec("t", 0, dim, Combiner.SUM, 1, List.of(), false, 1);
    RecordLayout layout = new RecordLayout(dim, List.of(), false);
    try (EmbeddingTable table = new EmbeddingTable(spec, layout, SharedKeyListener.NONE)) {
      int rows = 3000;
      for (int row = 0; row < rows; row++) {
        table.findOrAdd(row, 0);
      }
      // The last two were made ahead.
      RecordBlocks blocks = new RecordBlocks(table, rows - 2);
      for (int pass = 0; pass < 2; pass++) {
        for (int row = 0; row < rows - 2; row++) {
          int at = blocks.find(row);
          assertThat(Arrays.copyOfRange(blocks.floats(), at, at + dim))
              .isEqualTo(table.weights(row));
        }
      }
    }
  }

  @Test
  void aTableWithoutRowsHasNoBlock() {
    TableSpec spec = new TableSpec("t", 0, 4, Combiner.SUM, 1, List.of(), false, 1);
    try (EmbeddingTable table =
        new EmbeddingTable(spec, new RecordLayout(4, List.of(), false), SharedKeyListener.NONE)) {
      assertThat(new RecordBlocks(table, 0).floats()).hasSize(4);
    }
  }
}
