// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.List;

/// One embedding table and the pooling of its rows: categorical input (slots) to tensor (batch,
/// slots, vector).
///
/// @param place its place for messages, for example `layers[1] 'sparse_embedding1'`
/// @param name its name
/// @param type the class that the file names; all compute the same
/// @param input the categorical input it reads
/// @param output the tensor it writes
/// @param vectorSize floats of one row
/// @param combiner how the rows of one slot become one vector
/// @param rowsHint the rows that the file makes room for, 0 where it does not say; tables grow, so
///   that it is never a limit
/// @param slotSizes rows of each of its slots, or empty; where given, first values are uniform in
///   +-sqrt(1/slot size), else in +-0.05
/// @param optimizer its optimizer, the model's where it has no own; the schedule is always the
///   model's
public record EmbeddingSpec(
    String place,
    String name,
    Type type,
    String input,
    String output,
    int vectorSize,
    Combiner combiner,
    long rowsHint,
    List<Long> slotSizes,
    OptimizerSpec optimizer) {
  /// Copies the list and checks the ranges.
  public EmbeddingSpec {
    slotSizes = List.copyOf(slotSizes);
    Require.positive("embedding_vec_size", vectorSize);
    Require.notNegative("max_vocabulary_size_per_gpu", rowsHint);
    for (long size : slotSizes) {
      Require.that(size > 0, "every entry of slot_size_array must be > 0", "entry", size);
    }
  }

  /// HugeCTR's embedding classes. They differ in where rows lie on several devices, not in what
  /// they compute.
  public enum Type {
    /// Rows spread over devices by their key.
    DISTRIBUTED("DistributedSlotSparseEmbeddingHash"),
    /// Slots spread over devices.
    LOCALIZED("LocalizedSlotSparseEmbeddingHash"),
    /// Slots spread over devices, exactly one key per slot, rows numbered by key.
    ONE_HOT("LocalizedSlotSparseEmbeddingOneHot"),
    /// Frequent rows on every device, exactly one key per slot.
    HYBRID("HybridSparseEmbedding");

    private final String jsonName;

    Type(String jsonName) {
      this.jsonName = jsonName;
    }

    /// The name in `type`.
    public String jsonName() {
      return jsonName;
    }
  }

  /// How the rows of one slot of one sample become one vector. A slot without keys gives zeros.
  public enum Combiner {
    /// Their sum; a key that occurs twice counts twice.
    SUM,
    /// Their sum divided by the number of keys.
    MEAN
  }
}
