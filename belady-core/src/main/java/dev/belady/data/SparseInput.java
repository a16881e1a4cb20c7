// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

/// One categorical input of a model: a named group of consecutive slots that one embedding table
/// serves.
///
/// @param name the tensor name in the model's graph
/// @param slots the number of slots, at least 1
/// @param maxHotness the most keys one slot of one sample may hold; 1 means exactly one-hot formats
///   apply, at least 1
/// @param maxKeysPerSample the most keys one sample may hold over all slots, at least 1
public record SparseInput(String name, int slots, int maxHotness, int maxKeysPerSample) {
  /// Checks the ranges.
  public SparseInput {
    if (slots < 1) {
      throw new IllegalArgumentException(
          "slot_num must be > 0: slot_num=" + slots + " (" + name + ")");
    }
    if (maxHotness < 1 || maxKeysPerSample < 1) {
      throw new IllegalArgumentException(
          "max_nnz must be > 0: max_nnz=" + maxHotness + " (" + name + ")");
    }
  }

  /// The most keys of one sample, whatever the format: one that has exactly one key in each slot
  /// does not look at [#maxKeysPerSample].
  public long mostKeys() {
    return Math.min(Math.max(maxKeysPerSample, slots), (long) slots * maxHotness);
  }
}
