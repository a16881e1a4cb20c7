// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.data.SparseInput;
import dev.belady.popularity.CountedTable;
import java.util.ArrayList;
import java.util.List;

/// Joins the embedding layers of the configuration to the tables of [dev.belady.popularity].
public final class CountedTables {
  private CountedTables() {}

  /// The embedding tables of a configuration in its order, with the bytes of a row and its
  /// optimizer state, and the keys of each slot where the configuration says which they are.
  public static List<CountedTable> of(ModelConfig config) {
    List<CountedTable> tables = new ArrayList<>();
    for (EmbeddingSpec spec : config.embeddings()) {
      int firstSlot = 0;
      List<SparseInput> inputs = config.data().sparse();
      for (int input = 0; input < inputs.size(); input++) {
        if (inputs.get(input).name().equals(spec.input())) {
          tables.add(table(config, spec, input, firstSlot));
        }
        firstSlot += inputs.get(input).slots();
      }
    }
    return tables;
  }

  private static CountedTable table(
      ModelConfig config, EmbeddingSpec spec, int input, int firstSlot) {
    SparseInput sparse = config.data().sparse().get(input);
    // The keys of the data are numbered over all its slots; those of a layer over its own.
    List<Long> sizes = config.data().slotSizes();
    int first = firstSlot;
    if (sizes.isEmpty() && spec.slotSizes().size() == sparse.slots()) {
      sizes = spec.slotSizes();
      first = 0;
    }
    List<CountedTable.Field> fields = new ArrayList<>();
    for (int slot = 0; slot < sparse.slots(); slot++) {
      String name = sparse.slots() == 1 ? sparse.name() : sparse.name() + "[" + slot + "]";
      long firstKey = sizes.stream().limit(first + slot).mapToLong(Long::longValue).sum();
      long size = sizes.isEmpty() ? 0 : sizes.get(first + slot);
      fields.add(new CountedTable.Field(name, firstKey, size));
    }
    int recordBytes =
        Optimizers.of(spec.optimizer()).recordLayout(spec.vectorSize()).floats() * Float.BYTES;
    return new CountedTable(spec.name(), input, recordBytes, fields);
  }
}
