// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import java.util.List;

/// Makes every row of a model's tables in the order of the keys, as a framework with tables of
/// fixed size has them: no step of a measurement makes a row.
final class FilledTables {
  private FilledTables() {}

  static void fill(Model model) {
    ModelConfig config = model.config();
    List<Long> sizes = config.data().slotSizes();
    int slot = 0;
    long key = 0;
    for (int number = 0; number < model.tables().size(); number++) {
      EmbeddingTable table = model.tables().get(number);
      EmbeddingSpec spec = config.embeddings().get(number);
      int slots = slots(config, spec.input());
      for (int i = 0; i < slots; i++, slot++) {
        for (long end = key + sizes.get(slot); key < end; key++) {
          table.findOrAdd(key, i);
        }
      }
      model.setTrainedRows(number, table.rows());
    }
  }

  /// The slots of a sparse input.
  static int slots(ModelConfig config, String input) {
    return config.data().sparse().stream()
        .filter(sparse -> sparse.name().equals(input))
        .mapToInt(sparse -> sparse.slots())
        .sum();
  }
}
