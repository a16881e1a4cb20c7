// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.List;
import java.util.Map;

/// Where a data set lies and how its bytes are to be read or written.
///
/// @param schema what a sample holds
/// @param path the file list (Norm, Parquet) or data file (Raw, Criteo); empty for Synthetic
/// @param keyType the width of keys in files
/// @param checksum whether Norm records are framed with a length and a checksum
/// @param slotSizes rows of each slot over all inputs, or empty; where given, Raw, Parquet, Criteo
///   and Synthetic keys are per-slot numbers to which the exclusive prefix sums are added, so that
///   they are unique over the slots
/// @param samples the samples of a Raw file or a Synthetic set; 0 where the format knows
/// @param floatLabelDense whether Raw stores labels and dense features as floats, taken as they
///   are; otherwise they are ints and dense features become `log(x + 1)`
/// @param options settings that only one format knows, by name, as the configuration gives them
/// @param badRecords what to do with records that cannot be read
public record SourceSpec(
    Schema schema,
    String path,
    KeyType keyType,
    boolean checksum,
    List<Long> slotSizes,
    long samples,
    boolean floatLabelDense,
    Map<String, String> options,
    BadRecords badRecords) {
  /// Copies the collections.
  public SourceSpec {
    slotSizes = List.copyOf(slotSizes);
    options = Map.copyOf(options);
    if (!slotSizes.isEmpty() && slotSizes.size() != schema.slots()) {
      throw new IllegalArgumentException(
          "slot_size_array must have one entry per slot: entries="
              + slotSizes.size()
              + ", slots="
              + schema.slots());
    }
  }

  /// The number added to the keys of each slot: exclusive prefix sums of the slot sizes, or zeros.
  public long[] slotOffsets() {
    long[] offsets = new long[schema.slots()];
    if (!slotSizes.isEmpty()) {
      for (int slot = 1; slot < offsets.length; slot++) {
        offsets[slot] = offsets[slot - 1] + slotSizes.get(slot - 1);
      }
    }
    return offsets;
  }
}
