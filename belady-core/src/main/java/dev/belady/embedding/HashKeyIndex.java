// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.data.JaggedKeys;
import java.util.Arrays;

/// A key index for any keys: open addressing with linear probing, at most half full, that doubles.
///
/// Entry i is the key at `entries[2 * i]` and, next to it, the first slot (upper half) and the
/// record + 1 (lower half), 0 when the entry is free. Keeping the slot there makes it free to
/// notice that a key occurs in two slots, which then share a row.
final class HashKeyIndex implements KeyIndex {
  /// The first slot of a key that was added without one; the next slot it is seen in replaces it.
  static final int UNKNOWN_SLOT = Integer.MAX_VALUE;

  private static final int INITIAL_ENTRIES = 1 << 11;
  private static final int MAX_INITIAL_ENTRIES = 1 << 17;
  private static final int MAX_ENTRIES = 1 << 29;
  private static final int BLOCK = 64;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /// Set in the upper half of a key that was seen in more than one slot.
  private static final long SHARED = 1L << 63;

  private final String table;
  private final SharedKeyListener listener;
  private long[] entries;
  private int mask;
  private int size;
  private long shared;

  /// Written only, so that the loads of [#load] are not dropped.
  @SuppressWarnings("UnusedVariable")
  private long loadedSum;

  HashKeyIndex(String table, long expectedRows, SharedKeyListener listener) {
    this.table = table;
    this.listener = listener;
    long wanted = 2 * (long) Math.clamp(expectedRows, INITIAL_ENTRIES, MAX_INITIAL_ENTRIES);
    allocate(Integer.highestOneBit((int) wanted));
  }

  @Override
  public int findAll(JaggedKeys input, boolean training, int[] rows) {
    long[] keys = input.keys();
    int[] offsets = input.offsets();
    int bags = input.bags();
    int slots = input.slots();
    int size = input.size();
    int unknown = 0;
    int slot = 0;
    int o = 0;
    int loaded = 0;
    for (int bag = 0; bag < bags; bag++) {
      for (int end = offsets[bag + 1]; o < end; o++) {
        if (o == loaded) {
          loaded = Math.min(size, o + BLOCK);
          load(keys, o, loaded);
        }
        int at = position(keys[o]);
        long value = entries[at + 1];
        rows[o] = (int) value - 1;
        if (value == 0) {
          unknown++;
        } else if (value >>> 32 != slot && training) {
          noteSharing(at, slot);
        }
      }
      slot = slot + 1 == slots ? 0 : slot + 1;
    }
    return unknown;
  }

  /// Brings the entries of some keys into the cache all at once. The search alone would wait for
  /// each: it branches on what it reads, and a wrong guess is found out only when the entry is
  /// there.
  private void load(long[] keys, int from, int to) {
    long sum = 0;
    for (int o = from; o < to; o++) {
      sum += entries[home(keys[o])];
    }
    loadedSum = sum;
  }

  @Override
  public int find(long key) {
    return (int) entries[position(key) + 1] - 1;
  }

  @Override
  public int findOrAdd(long key, int slot, int newRow) {
    int at = position(key);
    long value = entries[at + 1];
    if (value != 0) {
      if (value >>> 32 != slot) {
        noteSharing(at, slot);
      }
      return (int) value - 1;
    }
    if (2 * (size + 1) > mask / 2 + 1) {
      grow();
      at = position(key);
    }
    entries[at] = key;
    entries[at + 1] = (long) slot << 32 | (newRow + 1);
    size++;
    return newRow;
  }

  @Override
  public int slotOf(long key) {
    return (int) (entries[position(key) + 1] >>> 32) & Integer.MAX_VALUE;
  }

  @Override
  public void clear() {
    Arrays.fill(entries, 0);
    size = 0;
    shared = 0;
  }

  @Override
  public long sharedKeys() {
    return shared;
  }

  /// Where the key is, or the free entry where it would be.
  private int position(long key) {
    int at = home(key);
    while (entries[at] != key && entries[at + 1] != 0) {
      at = at + 2 & mask;
    }
    // A free entry holds key 0: key 0 itself stops there too, as absent.
    return at;
  }

  private int home(long key) {
    long hash = key * MULTIPLIER;
    return (int) (hash >>> 32 ^ hash) << 1 & mask;
  }

  private void noteSharing(int at, int slot) {
    long value = entries[at + 1];
    int firstSlot = (int) (value >>> 32) & Integer.MAX_VALUE;
    if (firstSlot == UNKNOWN_SLOT) {
      entries[at + 1] = (long) slot << 32 | (value & 0xFFFFFFFFL);
      return;
    }
    if (value < 0 || firstSlot == slot) {
      return;
    }
    entries[at + 1] = value | SHARED;
    if (shared++ == 0) {
      listener.keyInTwoSlots(table, entries[at], firstSlot, slot);
    }
  }

  private void grow() {
    long[] old = entries;
    int capacity = old.length / 2;
    if (capacity == MAX_ENTRIES) {
      throw new IllegalStateException(
          "a hashed table must have <= 2^28 rows: rows=" + size + " (table '" + table + "')");
    }
    allocate(capacity * 2);
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != 0) {
        int at = position(old[i]);
        entries[at] = old[i];
        entries[at + 1] = old[i + 1];
      }
    }
  }

  private void allocate(int capacity) {
    entries = new long[capacity * 2];
    mask = capacity * 2 - 2;
  }
}
