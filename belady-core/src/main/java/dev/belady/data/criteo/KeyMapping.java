// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.criteo;

import dev.belady.data.SourceSpec;

/// How a category becomes a key; see [CriteoFormat].
final class KeyMapping {
  /// Stands for an empty column.
  static final long NO_CATEGORY = -1;

  private final boolean modulo;
  private final long[] offsets;
  private final long[] sizes;

  KeyMapping(SourceSpec spec, boolean modulo) {
    this.modulo = modulo;
    this.offsets = spec.slotOffsets();
    this.sizes = spec.slotSizes().stream().mapToLong(Long::longValue).toArray();
  }

  /// The key of a category, 0 to 2^32 - 1, or of [#NO_CATEGORY].
  long key(int slot, long category) {
    if (sizes.length == 0) {
      return hash(slot, category) >>> 1;
    }
    if (category == NO_CATEGORY) {
      return offsets[slot];
    }
    if (modulo) {
      return offsets[slot] + category % sizes[slot];
    }
    long others = sizes[slot] - 1;
    return offsets[slot] + (others == 0 ? 0 : 1 + reduce(hash(slot, category), others));
  }

  /// Spreads 64 bits evenly over 0 to `size - 1`, as a remainder would, by their upper bits.
  private static long reduce(long hash, long size) {
    return Math.unsignedMultiplyHigh(hash, size);
  }

  /// The finalizer of SplitMix64 over slot and category, which no two of them share as input.
  private static long hash(int slot, long category) {
    long mixed = ((long) slot << 33 | (category + 1)) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
