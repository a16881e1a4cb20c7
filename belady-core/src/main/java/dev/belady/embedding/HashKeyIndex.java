// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.data.JaggedKeys;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A key index for any keys: extendible hashing over segments of open addressing.
///
/// A segment is an array, at most 7/8 full, of entries of 8 bytes: from the lowest bit on a row
/// plus 1 (0 is free), as much of the key as fits, whether the rest of the key is not 0, the first
/// slot (all ones: unknown), and whether the key was seen in another one too. While there are 2^20
/// rows of 26 slots the lowest 36 bits of the key fit. Such a key is found by reading one place of
/// memory; a larger one is compared with the key of the row too. The upper bits of a key's hash
/// choose the segment, the lower ones where the search begins.
///
/// A full segment is split into two by one more bit of the hash. So there is no moment at which an
/// old and a new table exist side by side, and no garbage except that of the first segment, which
/// doubles until it has the full size.
///
/// Source of the method: R. Fagin, J. Nievergelt, N. Pippenger, H. R. Strong, Extendible hashing: a
/// fast access method for dynamic files. ACM TODS 4(3), 1979.
final class HashKeyIndex implements KeyIndex {
  /// The first slot of a key that was added without one; the next slot it is seen in replaces it.
  static final int UNKNOWN_SLOT = Integer.MAX_VALUE;

  /// The entries of a segment that is not the first one.
  static final int SEGMENT_ENTRIES = 1 << 14;

  private static final int FIRST_ENTRIES = 1 << 6;
  private static final int FIRST_ROW_BITS = 10;
  private static final int MOST_ROWS = 1 << 30;
  private static final int BLOCK = 64;

  /// Behind the entries of a segment: the number of its rows, and how many bits of the hash its
  /// keys have in common.
  private static final int EXTRA = 2;

  private static final long SHARED = 1L << 63;

  private final String table;
  private final int slots;
  private final @Nullable SlotRanges ranges;
  private final SharedKeyListener listener;

  /// The lowest bit of an entry's slot.
  private final int slotShift;

  /// The slot that means an unknown one.
  private final int unknownSlot;

  /// The key of each row.
  private final LongPages rowKeys = new LongPages();

  /// The segment of each value of the upper `bits` bits of a hash.
  private long[][] directory = new long[0][];

  private int bits;
  private int rowBits;
  private int rows;
  private long shared;

  /// A segment while it is split.
  private long[] before = new long[0];

  // Of each key of a block: its entry, and the key of the row there.
  private final long[] entries = new long[BLOCK];
  private final long[] rowKeysOfBlock = new long[BLOCK];

  HashKeyIndex(TableSpec spec, SharedKeyListener listener) {
    this.table = spec.name();
    this.slots = spec.slots();
    this.ranges = spec.direct() ? new SlotRanges(spec) : null;
    this.listener = listener;
    int slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(slots);
    this.slotShift = Long.SIZE - 1 - slotBits;
    this.unknownSlot = (1 << slotBits) - 1;
    clear();
  }

  @Override
  public int findAll(JaggedKeys input, boolean training, int[] into) {
    long[] keys = input.keys();
    int[] offsets = input.offsets();
    int bags = input.bags();
    int size = input.size();
    int rowMask = (1 << rowBits) - 1;
    int slotShift = this.slotShift;
    int unknown = 0;
    int slot = 0;
    int o = 0;
    int from = 0;
    int loaded = 0;
    for (int bag = 0; bag < bags; bag++) {
      for (int end = offsets[bag + 1]; o < end; o++) {
        if (o == loaded) {
          from = o;
          loaded = Math.min(size, o + BLOCK);
          findBlock(keys, from, loaded);
        }
        long entry = entries[o - from];
        int row = ((int) entry & rowMask) - 1;
        into[o] = row;
        if (row < 0) {
          unknown++;
          if (ranges != null) {
            ranges.check(keys[o], slot);
          }
        } else if (entry >>> slotShift != slot && (training || ranges != null)) {
          noteSharing(keys[o], slot);
        }
      }
      slot = slot + 1 == slots ? 0 : slot + 1;
    }
    return unknown;
  }

  /// Finds the entries of some keys. The cache lines are loaded all at once: the search of one key
  /// after the other would wait for each, because it branches on what it reads.
  private void findBlock(long[] keys, int from, int to) {
    long[] block = entries;
    long[][] segments = directory;
    int upper = 63 - bits;
    long all = 0;
    for (int o = from; o < to; o++) {
      long key = keys[o];
      long hash = hash(key);
      long[] segment = segments[(int) (hash >>> 1 >>> upper)];
      block[o - from] = segment[(int) hash & (segment.length - EXTRA - 1)];
      all |= key;
    }
    if (isCut(wanted(all))) {
      compareCut(keys, from, to);
      return;
    }
    long compared = compared();
    int shift = rowBits;
    for (int o = from; o < to; o++) {
      long entry = block[o - from];
      if (((entry ^ keys[o] << shift) & compared) != 0 && entry != 0) {
        block[o - from] = next(keys[o], keys[o] << shift);
      }
    }
  }

  /// The second half of [#findBlock], where not all keys fit in their entries.
  private void compareCut(long[] keys, int from, int to) {
    if (rows == 0) {
      return;
    }
    long compared = compared();
    for (int o = from; o < to; o++) {
      long wanted = wanted(keys[o]);
      long entry = entries[o - from];
      if (((entry ^ wanted) & compared) != 0 && entry != 0) {
        entry = next(keys[o], wanted);
        entries[o - from] = entry;
      }
      int row = row(entry);
      rowKeysOfBlock[o - from] = rowKeys.get(row & ~(row >> 31));
    }
    for (int o = from; o < to; o++) {
      if (rowKeysOfBlock[o - from] != keys[o] && entries[o - from] != 0) {
        entries[o - from] = entry(keys[o]);
      }
    }
  }

  /// The first entry behind the one where the search begins that looks like the key's, or 0.
  private long next(long key, long wanted) {
    long hash = hash(key);
    long[] segment = segment(hash);
    int mask = segment.length - EXTRA - 1;
    long compared = compared();
    int at = (int) hash + 1;
    long entry = segment[at & mask];
    while (((entry ^ wanted) & compared) != 0 && entry != 0) {
      at++;
      entry = segment[at & mask];
    }
    return entry;
  }

  /// The place of a key in its segment, or the free one where it would be.
  private int position(long[] segment, long hash, long key) {
    int mask = segment.length - EXTRA - 1;
    long wanted = wanted(key);
    long compared = compared();
    int at = (int) hash & mask;
    while (segment[at] != 0) {
      if (((segment[at] ^ wanted) & compared) == 0
          && (!isCut(wanted) || rowKeys.get(row(segment[at])) == key)) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  private long entry(long key) {
    long hash = hash(key);
    long[] segment = segment(hash);
    return segment[position(segment, hash, key)];
  }

  private int row(long entry) {
    return ((int) entry & ((1 << rowBits) - 1)) - 1;
  }

  @Override
  public int find(long key) {
    return row(entry(key));
  }

  @Override
  public int findOrAdd(long key, int slot, int newRow) {
    long entry = entry(key);
    if (entry != 0) {
      if (entry >>> slotShift != slot) {
        noteSharing(key, slot);
      }
      return row(entry);
    }
    if (ranges != null) {
      ranges.check(key, slot);
    }
    if (newRow != rows || rows == MOST_ROWS) {
      throw new IllegalStateException(
          "rows of a hashed table are numbered one after the other up to 2^30: row="
              + newRow
              + ", rows="
              + rows
              + " (table '"
              + table
              + "')");
    }
    rowKeys.ensure(newRow + 1L);
    rowKeys.set(newRow, key);
    rows++;
    if (rows >>> rowBits != 0) {
      widenRows();
    }
    long hash = hash(key);
    long[] segment = segment(hash);
    while (segment[segment.length - EXTRA] == most(segment.length - EXTRA)) {
      enlarge(segment, hash);
      segment = segment(hash);
    }
    long code = slot == UNKNOWN_SLOT ? unknownSlot : slot;
    put(segment, hash, code << slotShift | wanted(key) | rows);
    return newRow;
  }

  @Override
  public long key(int row) {
    return rowKeys.get(row);
  }

  @Override
  public int slot(int row) {
    return slotOf(entry(rowKeys.get(row)));
  }

  private int slotOf(long entry) {
    int code = (int) (entry >>> slotShift) & unknownSlot;
    return code == unknownSlot ? UNKNOWN_SLOT : code;
  }

  @Override
  public void clear() {
    directory = new long[][] {new long[FIRST_ENTRIES + EXTRA]};
    bits = 0;
    rowBits = FIRST_ROW_BITS;
    rows = 0;
    shared = 0;
  }

  @Override
  public long sharedKeys() {
    return shared;
  }

  private long[] segment(long hash) {
    return directory[(int) (hash >>> 1 >>> (63 - bits))];
  }

  /// The most rows of a segment.
  private static int most(int capacity) {
    return capacity - capacity / 8;
  }

  private static void put(long[] segment, long hash, long entry) {
    int capacity = segment.length - EXTRA;
    int mask = capacity - 1;
    int at = (int) hash & mask;
    while (segment[at] != 0) {
      at = (at + 1) & mask;
    }
    segment[at] = entry;
    segment[capacity]++;
  }

  /// Makes room for a key with this hash: a larger segment, or two.
  private void enlarge(long[] segment, long hash) {
    int capacity = segment.length - EXTRA;
    int depth = (int) segment[capacity + 1];
    boolean doubles = capacity < SEGMENT_ENTRIES || depth >= mostBits();
    if (!doubles && depth == bits) {
      doubleDirectory();
    }
    int half = 1 << (bits - depth);
    int first = (int) (hash >>> 1 >>> (63 - bits)) & -half;
    long[] other = new long[(doubles ? 2 * capacity : capacity) + EXTRA];
    other[other.length - 1] = doubles ? depth : depth + 1;
    if (doubles) {
      Arrays.fill(directory, first, first + half, other);
      move(segment, capacity, other, other, depth);
      return;
    }
    if (before.length < capacity) {
      before = new long[capacity];
    }
    System.arraycopy(segment, 0, before, 0, capacity);
    Arrays.fill(segment, 0, capacity + 1, 0);
    segment[capacity + 1] = depth + 1L;
    Arrays.fill(directory, first + half / 2, first + half, other);
    move(before, capacity, segment, other, depth);
  }

  /// Puts entries into one of two segments by bit `depth` from above of their hashes.
  private void move(long[] from, int count, long[] zeros, long[] ones, int depth) {
    for (int i = 0; i < count; i++) {
      if (from[i] != 0) {
        long hash = hash(rowKeys.get(row(from[i])));
        put(hash << depth < 0 ? ones : zeros, hash, from[i]);
      }
    }
  }

  /// How many bits of the hash may choose a segment: a few more than hashes that are spread evenly
  /// need. Where many keys agree in all of these their segment doubles.
  private int mostBits() {
    return 4 + Integer.SIZE - Integer.numberOfLeadingZeros(rows / SEGMENT_ENTRIES);
  }

  private void doubleDirectory() {
    long[][] doubled = new long[2 * directory.length][];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = directory[i >>> 1];
    }
    directory = doubled;
    bits++;
  }

  /// Takes the uppermost bit of the key from all entries, for larger row numbers.
  @SuppressWarnings("ReferenceEquality") // a segment is listed several times in succession
  private void widenRows() {
    long cut = 1L << (slotShift - 1);
    long slotBits = -1L << slotShift;
    long rowMask = (1L << rowBits) - 1;
    rowBits++;
    long keyBits = compared() & ~cut;
    long[] last = before;
    for (long[] segment : directory) {
      for (int i = 0; i < segment.length - EXTRA && segment != last; i++) {
        long entry = segment[i];
        long key = entry & ~rowMask & ~slotBits & ~cut;
        long kept = (key << 1) & keyBits;
        boolean isCut = (entry & cut) != 0 || ((key << 1) & cut) != 0;
        segment[i] = (entry & (rowMask | slotBits)) | kept | (isCut ? cut : 0);
      }
      last = segment;
    }
  }

  /// The bits of an entry that say which key it has.
  private long compared() {
    return (1L << slotShift) - (1L << rowBits);
  }

  /// What these bits are for a key.
  private long wanted(long key) {
    int kept = slotShift - 1 - rowBits;
    long cut = ((key >>> kept) | -(key >>> kept)) >>> 63;
    return ((key << rowBits) & ((1L << (slotShift - 1)) - 1)) | cut << (slotShift - 1);
  }

  /// Whether not all of the key is in its entry.
  private boolean isCut(long wanted) {
    return (wanted >>> (slotShift - 1)) != 0;
  }

  private static long hash(long key) {
    long product = (key ^ (key >>> 32)) * 0x9E3779B97F4A7C15L;
    return product ^ (product >>> 32);
  }

  /// Called where the slot of a key is not its first one alone.
  private void noteSharing(long key, int slot) {
    long hash = hash(key);
    long[] segment = segment(hash);
    int at = position(segment, hash, key);
    if (ranges != null) {
      throw ranges.outside(key, slot);
    }
    long entry = segment[at];
    int firstSlot = slotOf(entry);
    if (entry < 0 || firstSlot == slot || slot == UNKNOWN_SLOT) {
      return;
    }
    if (firstSlot == UNKNOWN_SLOT) {
      segment[at] = (entry & ((1L << slotShift) - 1)) | (long) slot << slotShift;
      return;
    }
    segment[at] = entry | SHARED;
    if (shared++ == 0) {
      listener.keyInTwoSlots(table, key, firstSlot, slot);
    }
  }

  /// The bytes of the arrays that grow with the rows.
  @SuppressWarnings("ReferenceEquality") // a segment is listed several times in succession
  long allocatedBytes() {
    long bytes = LongPages.bytes(rows) + (long) before.length * Long.BYTES;
    long[] last = before;
    for (long[] segment : directory) {
      if (segment != last) {
        bytes += (long) (segment.length - EXTRA) * Long.BYTES;
      }
      last = segment;
    }
    return bytes;
  }

  @Override
  public long bytesWhenGrown(int earlierRows, int knownRows, long laterRows) {
    return bytes(laterRows);
  }

  /// The most bytes that the index takes for `rows` rows whose hashes are spread evenly.
  static long bytes(long rows) {
    long entries = FIRST_ENTRIES;
    while (entries < SEGMENT_ENTRIES && rows > most((int) entries)) {
      entries *= 2;
    }
    // The fullest of the segments has a few more rows than their mean.
    int most = most(SEGMENT_ENTRIES);
    long margin = rows > most ? 4 * Math.round(Math.sqrt(most)) : 0;
    while (entries >= SEGMENT_ENTRIES && rows > entries / SEGMENT_ENTRIES * (most - margin)) {
      entries *= 2;
    }
    long splitting = entries > SEGMENT_ENTRIES ? SEGMENT_ENTRIES : 0;
    return LongPages.bytes(rows) + (entries + splitting) * Long.BYTES;
  }
}
