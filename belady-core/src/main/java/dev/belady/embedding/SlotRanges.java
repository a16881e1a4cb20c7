// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.data.DataException;
import java.util.Arrays;
import java.util.Locale;

/// The keys of each slot of a table whose keys are numbered slot after slot from 0.
final class SlotRanges {
  private final TableSpec spec;
  private final long[] firstKeys;

  SlotRanges(TableSpec spec) {
    this.spec = spec;
    this.firstKeys = new long[spec.slots() + 1];
    for (int slot = 0; slot < spec.slots(); slot++) {
      firstKeys[slot + 1] = Math.addExact(firstKeys[slot], spec.slotSizes().get(slot));
    }
  }

  /// The first key of `slot`, or behind the last slot the number of keys.
  long first(int slot) {
    return firstKeys[slot];
  }

  /// The number of keys of all slots.
  long keys() {
    return firstKeys[spec.slots()];
  }

  /// The slot that a key belongs to.
  int slotOf(long key) {
    int found = Arrays.binarySearch(firstKeys, key);
    return found >= 0 ? found : -found - 2;
  }

  /// Checks that a key is one of its slot's.
  ///
  /// @throws DataException when it is not
  void check(long key, int slot) {
    if (key < firstKeys[slot] || key >= firstKeys[slot + 1]) {
      throw outside(key, slot);
    }
  }

  DataException outside(long key, int slot) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "a key must be one of its slot's: key=%d, slot=%d, keys of the slot=%d..%d, slot_size_array=%s (table '%s')",
            key,
            slot,
            firstKeys[slot],
            firstKeys[slot + 1] - 1,
            spec.slotSizes(),
            spec.name()));
  }
}
