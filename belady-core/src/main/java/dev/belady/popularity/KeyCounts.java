// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.Arrays;

/// How often each key of a table was seen, exactly as long as the memory allows, and then the keys
/// that were seen often with a bound on the error.
///
/// Keys lie in one array with open addressing: key, then the slot where it was first seen (16 bits)
/// and the count (48 bits); 21 to 43 bytes a key. When the array may not grow any more, the median
/// of all counts is taken from each of them and the keys that come to nothing are dropped, half of
/// them at least. So the memory is bounded, a count is never too high, and it is too low by at most
/// [#error()], the sum of these medians: no more than twice the accesses divided by the keys that
/// have room. The cost stays constant per access on average.
///
/// 1. D. Anderson, P. Bevan, K. Lang, E. Liberty, L. Rhodes, J. Thaler: A High-Performance
///    Algorithm for Identifying Frequent Items in Data Streams. IMC 2017.
/// 2. J. Misra, D. Gries: Finding Repeated Elements. Science of Computer Programming 2 (1982).
public final class KeyCounts {
  /// The slots of a table that can be told apart.
  static final int MOST_SLOTS = 1 << 15;

  private static final int FIRST_BITS = 10;
  private static final int MOST_BITS = 29;
  private static final int SLOT_SHIFT = 48;
  private static final long COUNT_MASK = (1L << SLOT_SHIFT) - 1;
  private static final int BYTES_PER_ENTRY = 2 * Long.BYTES;

  private final CountMemory memory;
  private long[] entries = new long[0];
  private int mask;
  private int shift;
  private int size;
  private long total;
  private long error;

  /// Counts of nothing yet.
  public KeyCounts(CountMemory memory) {
    this.memory = memory;
    memory.force((long) BYTES_PER_ENTRY << FIRST_BITS);
    allocate(FIRST_BITS);
  }

  /// Counts an access to `key` from `slot`.
  public void add(long key, int slot) {
    total++;
    int at = position(key);
    if (entries[at + 1] == 0) {
      if (4L * (size + 1) > 3L * (mask + 1L)) {
        makeRoom();
        at = position(key);
      }
      size++;
      entries[at] = key;
      entries[at + 1] = (long) slot << SLOT_SHIFT;
    }
    entries[at + 1]++;
  }

  /// The number of accesses that were counted.
  public long total() {
    return total;
  }

  /// The number of keys that are known: all that were seen while [#error()] is 0.
  public int size() {
    return size;
  }

  /// By how much a count may be too low; 0 while all counts are exact.
  public long error() {
    return error;
  }

  /// The accesses counted for `key`: never too high, too low by [#error()] at most.
  public long count(long key) {
    return entries[position(key) + 1] & COUNT_MASK;
  }

  /// The number of places; each holds a key or nothing. Places change when keys are added.
  int places() {
    return mask + 1;
  }

  /// The place of a key, or -1.
  int find(long key) {
    int at = position(key);
    return entries[at + 1] == 0 ? -1 : at >>> 1;
  }

  /// Whether a place holds a key.
  boolean holds(int place) {
    return entries[2 * place + 1] != 0;
  }

  /// The key at a place that holds one.
  long keyAt(int place) {
    return entries[2 * place];
  }

  /// The count of the key at a place; 0 if it holds none.
  long countAt(int place) {
    return entries[2 * place + 1] & COUNT_MASK;
  }

  /// The slot where the key at a place was first seen.
  int slotAt(int place) {
    return (int) (entries[2 * place + 1] >>> SLOT_SHIFT);
  }

  private int position(long key) {
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
    int at = 2 * slot;
    while (entries[at + 1] != 0 && entries[at] != key) {
      slot = (slot + 1) & mask;
      at = 2 * slot;
    }
    return at;
  }

  private void allocate(int bits) {
    entries = new long[2 << bits];
    mask = (1 << bits) - 1;
    shift = Long.SIZE - bits;
  }

  private void makeRoom() {
    long[] old = entries;
    int bits = Long.SIZE - shift;
    if (bits < MOST_BITS && memory.reserve((long) BYTES_PER_ENTRY << bits)) {
      allocate(bits + 1);
      keep(old, 0);
    } else {
      long median = median();
      error += median;
      allocate(bits);
      size = keep(old, median);
    }
  }

  /// The middle one of all counts.
  private long median() {
    long[] counts = new long[size];
    int found = 0;
    for (int place = 0; place <= mask; place++) {
      if (holds(place)) {
        counts[found++] = countAt(place);
      }
    }
    Arrays.sort(counts);
    return counts[found / 2];
  }

  /// Enters the keys of `old` with counts above `less`, less that much; returns how many.
  private int keep(long[] old, long less) {
    int kept = 0;
    for (int at = 0; at < old.length; at += 2) {
      if ((old[at + 1] & COUNT_MASK) > less) {
        int to = position(old[at]);
        entries[to] = old[at];
        entries[to + 1] = old[at + 1] - less;
        kept++;
      }
    }
    return kept;
  }
}
