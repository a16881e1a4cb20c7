// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.embedding.Combiner;
import dev.belady.embedding.TableSpec;

/// Joins the embedding layers of the configuration to the tables of [dev.belady.embedding].
final class Tables {
  private Tables() {}

  /// The description of the table of embedding layer `number`.
  ///
  /// Rows are found by key directly, without hashing, when the keys are known to be numbered slot
  /// after slot from 0: the layer is one-hot, which asks for that, or the data numbers them so by
  /// the same slot sizes.
  static TableSpec describe(ModelConfig config, int number, int slots) {
    EmbeddingSpec spec = config.embeddings().get(number);
    boolean wholeInput = config.data().sparse().size() == 1;
    boolean numbered =
        switch (spec.type()) {
          case ONE_HOT, HYBRID -> true;
          case DISTRIBUTED, LOCALIZED -> spec.slotSizes().equals(config.data().slotSizes());
        };
    boolean direct = wholeInput && numbered && spec.slotSizes().size() == slots;
    return new TableSpec(
        spec.name(),
        number,
        spec.vectorSize(),
        spec.combiner() == EmbeddingSpec.Combiner.MEAN ? Combiner.MEAN : Combiner.SUM,
        slots,
        spec.slotSizes(),
        direct,
        config.seed());
  }
}
