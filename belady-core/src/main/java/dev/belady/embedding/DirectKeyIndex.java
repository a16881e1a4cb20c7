// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.data.DataException;
import dev.belady.data.JaggedKeys;
import java.util.Arrays;
import java.util.Locale;

/// A key index for keys that are numbered slot after slot from 0: an array with one int per key, in
/// pages that exist once one of their keys was seen.
///
/// Records are numbered in order of first use here too, so rows that nobody touches cost 4 bytes at
/// most and the rows used first, the popular ones, lie close together.
final class DirectKeyIndex implements KeyIndex {
  private static final int PAGE_SHIFT = 14;
  private static final int PAGE_KEYS = 1 << PAGE_SHIFT;

  private final TableSpec spec;
  private final long[] firstKeys;
  private final int[] untouched = new int[PAGE_KEYS];
  private final int[][] pages;

  DirectKeyIndex(TableSpec spec) {
    this.spec = spec;
    this.firstKeys = new long[spec.slots() + 1];
    for (int slot = 0; slot < spec.slots(); slot++) {
      firstKeys[slot + 1] = Math.addExact(firstKeys[slot], spec.slotSizes().get(slot));
    }
    long keys = firstKeys[spec.slots()];
    this.pages = new int[Math.toIntExact((keys + PAGE_KEYS - 1) >>> PAGE_SHIFT)][];
    Arrays.fill(pages, untouched);
  }

  @Override
  public int findAll(JaggedKeys input, boolean training, int[] rows) {
    long[] keys = input.keys();
    int[] offsets = input.offsets();
    int bags = input.bags();
    int slots = input.slots();
    int unknown = 0;
    int slot = 0;
    int o = 0;
    for (int bag = 0; bag < bags; bag++) {
      long from = firstKeys[slot];
      long size = firstKeys[slot + 1] - from;
      for (int end = offsets[bag + 1]; o < end; o++) {
        long key = keys[o];
        if (Long.compareUnsigned(key - from, size) >= 0) {
          throw outside(key, slot);
        }
        int row = pages[(int) (key >>> PAGE_SHIFT)][(int) key & (PAGE_KEYS - 1)] - 1;
        rows[o] = row;
        unknown -= row >> 31;
      }
      slot = slot + 1 == slots ? 0 : slot + 1;
    }
    return unknown;
  }

  @Override
  public int find(long key) {
    if (key < 0 || key >= firstKeys[firstKeys.length - 1]) {
      return -1;
    }
    return pages[(int) (key >>> PAGE_SHIFT)][(int) key & (PAGE_KEYS - 1)] - 1;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the untouched page is one object
  public int findOrAdd(long key, int slot, int newRow) {
    if (key < firstKeys[slot] || key >= firstKeys[slot + 1]) {
      throw outside(key, slot);
    }
    int page = (int) (key >>> PAGE_SHIFT);
    int at = (int) key & (PAGE_KEYS - 1);
    if (pages[page][at] != 0) {
      return pages[page][at] - 1;
    }
    if (pages[page] == untouched) {
      pages[page] = new int[PAGE_KEYS];
    }
    pages[page][at] = newRow + 1;
    return newRow;
  }

  @Override
  public int slotOf(long key) {
    int found = Arrays.binarySearch(firstKeys, key);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public void clear() {
    Arrays.fill(pages, untouched);
  }

  @Override
  public long sharedKeys() {
    return 0;
  }

  private DataException outside(long key, int slot) {
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
