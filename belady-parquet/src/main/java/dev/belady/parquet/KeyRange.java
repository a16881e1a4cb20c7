// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.KeyType;
import dev.belady.data.SourceSpec;
import dev.belady.data.SparseInput;
import java.util.ArrayList;
import java.util.List;

/// What the keys of a slot may be in a file, and what is added to them in memory.
///
/// @param low the least key
/// @param high the greatest key
/// @param offset what is added
/// @param maxHotness the most keys of one sample
record KeyRange(long low, long high, long offset, int maxHotness) {
  private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;

  /// What the number of a sample may be.
  static final KeyRange SAMPLE_NUMBER = new KeyRange(0, Long.MAX_VALUE, 0, 1);

  /// The ranges of all slots.
  static List<KeyRange> of(SourceSpec spec) {
    boolean narrow = spec.keyType() == KeyType.I32;
    long[] offsets = spec.slotOffsets();
    List<KeyRange> ranges = new ArrayList<>();
    for (SparseInput input : spec.schema().sparse()) {
      for (int i = 0; i < input.slots(); i++) {
        int slot = ranges.size();
        long low = narrow ? 0 : Long.MIN_VALUE;
        long high = narrow ? UNSIGNED_INT_MAX : Long.MAX_VALUE;
        if (!spec.slotSizes().isEmpty()) {
          low = 0;
          high = Math.min(high, spec.slotSizes().get(slot) - 1);
        }
        ranges.add(new KeyRange(low, high, offsets[slot], input.maxHotness()));
      }
    }
    return ranges;
  }

  /// The complaint that a slot holds too many keys.
  String tooMany(int keys) {
    return "a slot must hold at most max_nnz=" + maxHotness + " keys: keys=" + keys;
  }

  /// Whether a key of a file lies inside.
  boolean contains(long key) {
    return low <= key && key <= high;
  }

  @Override
  public String toString() {
    return low + ".." + high;
  }
}
