// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.data.JaggedKeys;
import dev.belady.memory.IntPages;
import org.jspecify.annotations.Nullable;

/// A key index for any keys: a hash table that grows by one bucket for each row (linear hashing).
///
/// A row has 16 bytes, its key, its first slot and the next row of its bucket; a bucket has 4, its
/// first row. With as many buckets as rows that is 20 bytes a row. All lies in pages that never
/// move: there is no moment at which an old and a new table exist side by side, and no garbage.
///
/// A bucket's rows are linked in the order of their numbers. Popular keys come early, so they are
/// found first, and their 16 bytes lie close together.
///
/// Source of the method: W. Litwin, Linear hashing: a new tool for file and table addressing. VLDB
/// 1980.
final class HashKeyIndex implements KeyIndex {
  /// The first slot of a key that was added without one; the next slot it is seen in replaces it.
  static final int UNKNOWN_SLOT = Integer.MAX_VALUE;

  private static final int FIRST_BUCKETS = 1 << 11;
  private static final int MOST_ROWS = 1 << 30;
  private static final int BLOCK = 64;

  /// Set in the upper half of a row's link when its key was seen in more than one slot.
  private static final long SHARED = 1L << 63;

  private final String table;
  private final int slots;
  private final @Nullable SlotRanges ranges;
  private final SharedKeyListener listener;

  /// Of row r element 2r is the key; of element 2r + 1 the upper half is the slot, the lower one
  /// the number of the next row of the bucket plus 1.
  private final LongPages records = new LongPages();

  /// The first row of each bucket plus 1.
  private final IntPages heads = new IntPages();

  private int buckets;

  /// The largest power of two <= `buckets`.
  private int level;

  private int rows;
  private long shared;

  /// Where the search for each key of a block begins: its bucket, then a row plus 1.
  private final int[] starts = new int[BLOCK];

  HashKeyIndex(TableSpec spec, SharedKeyListener listener) {
    this.table = spec.name();
    this.slots = spec.slots();
    this.ranges = spec.direct() ? new SlotRanges(spec) : null;
    this.listener = listener;
    reset();
  }

  private void reset() {
    buckets = FIRST_BUCKETS;
    level = FIRST_BUCKETS;
    heads.ensure(buckets);
    rows = 0;
    shared = 0;
  }

  @Override
  public int findAll(JaggedKeys input, boolean training, int[] into) {
    long[] keys = input.keys();
    int[] offsets = input.offsets();
    int bags = input.bags();
    int size = input.size();
    long[][] pages = records.pages();
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
          load(keys, from, loaded);
        }
        int row = search(pages, starts[o - from], keys[o]);
        into[o] = row;
        if (row < 0) {
          unknown++;
          if (ranges != null) {
            ranges.check(keys[o], slot);
          }
        } else if (slotBits(row) != slot && (training || ranges != null)) {
          noteSharing(row, slot);
        }
      }
      slot = slot + 1 == slots ? 0 : slot + 1;
    }
    return unknown;
  }

  /// Takes the first steps of the search for some keys, all at once: the search of one after the
  /// other would wait for each cache line, because it branches on what it reads.
  private void load(long[] keys, int from, int to) {
    int[] at = starts;
    int[][] headPages = heads.pages();
    for (int o = from; o < to; o++) {
      int bucket = bucket(hash(keys[o]));
      at[o - from] = headPages[bucket >>> IntPages.PAGE_SHIFT][bucket & IntPages.PAGE_MASK];
    }
    if (rows > 0) {
      step(keys, from, to);
      step(keys, from, to);
    }
  }

  /// Goes on to the next row of the bucket wherever the key is another one; no branch depends on
  /// what was read.
  private void step(long[] keys, int from, int to) {
    int[] at = starts;
    long[][] pages = records.pages();
    for (int o = from; o < to; o++) {
      int link = at[o - from];
      // The end of a bucket looks at row 0, and stays the end.
      int end = (link - 1) >> 31;
      long i = 2L * (link - 1 & ~end);
      long[] page = pages[(int) (i >>> LongPages.PAGE_SHIFT)];
      int in = (int) i & LongPages.PAGE_MASK;
      long difference = page[in] ^ keys[o];
      int other = (int) ((difference | -difference) >> 63);
      at[o - from] = ((link & ~other) | ((int) page[in + 1] & other)) & ~end;
    }
  }

  /// The row of `key` among those from `link` (a row plus 1) on, or -1.
  private static int search(long[][] pages, int link, long key) {
    int at = link;
    while (at != 0) {
      long i = 2L * (at - 1);
      long[] page = pages[(int) (i >>> LongPages.PAGE_SHIFT)];
      int in = (int) i & LongPages.PAGE_MASK;
      if (page[in] == key) {
        return at - 1;
      }
      at = (int) page[in + 1];
    }
    return -1;
  }

  @Override
  public int find(long key) {
    return search(records.pages(), heads.get(bucket(hash(key))), key);
  }

  @Override
  public int findOrAdd(long key, int slot, int newRow) {
    int row = find(key);
    if (row >= 0) {
      if (slotBits(row) != slot) {
        noteSharing(row, slot);
      }
      return row;
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
    records.ensure(2L * newRow + 2);
    records.set(2L * newRow, key);
    records.set(2L * newRow + 1, (long) slot << 32);
    append(bucket(hash(key)), newRow);
    rows++;
    if (rows > buckets) {
      addBucket();
    }
    return newRow;
  }

  @Override
  public long key(int row) {
    return records.get(2L * row);
  }

  @Override
  public int slot(int row) {
    return (int) (records.get(2L * row + 1) >>> 32) & Integer.MAX_VALUE;
  }

  @Override
  public void clear() {
    heads.clear();
    reset();
  }

  @Override
  public long sharedKeys() {
    return shared;
  }

  /// Adds a bucket and moves to it the rows that belong there, all from one other bucket.
  private void addBucket() {
    int from = buckets - level;
    int to = buckets;
    heads.ensure(to + 1);
    int at = heads.get(from);
    heads.set(from, 0);
    heads.set(to, 0);
    int lastFrom = 0;
    int lastTo = 0;
    buckets++;
    if (buckets == 2 * level) {
      level = buckets;
    }
    while (at != 0) {
      int row = at - 1;
      at = next(row);
      setNext(row, 0);
      if (bucket(hash(key(row))) == to) {
        link(to, lastTo, row);
        lastTo = row + 1;
      } else {
        link(from, lastFrom, row);
        lastFrom = row + 1;
      }
    }
  }

  private void append(int bucket, int row) {
    int last = 0;
    for (int at = heads.get(bucket); at != 0; at = next(at - 1)) {
      last = at;
    }
    link(bucket, last, row);
  }

  /// Puts `row` behind `last`, a row plus 1, or first in the bucket when that is 0.
  private void link(int bucket, int last, int row) {
    if (last == 0) {
      heads.set(bucket, row + 1);
    } else {
      setNext(last - 1, row + 1);
    }
  }

  private int next(int row) {
    return (int) records.get(2L * row + 1);
  }

  private void setNext(int row, int link) {
    records.set(2L * row + 1, (records.get(2L * row + 1) & (-1L << 32)) | link);
  }

  private int slotBits(int row) {
    return (int) (records.get(2L * row + 1) >>> 32);
  }

  private int bucket(int hash) {
    int bucket = hash & (2 * level - 1);
    return bucket < buckets ? bucket : bucket & (level - 1);
  }

  /// The upper half of a product depends on all bits of the key; a second one spreads it.
  private static int hash(long key) {
    long product = (key ^ (key >>> 32)) * 0x9E3779B97F4A7C15L;
    return (int) (((product ^ (product >>> 32)) * 0xD6E8FEB86659FD93L) >>> 32);
  }

  private void noteSharing(int row, int slot) {
    if (ranges != null) {
      throw ranges.outside(key(row), slot);
    }
    long record = records.get(2L * row + 1);
    int firstSlot = (int) (record >>> 32) & Integer.MAX_VALUE;
    if (firstSlot == UNKNOWN_SLOT) {
      records.set(2L * row + 1, ((long) slot << 32) | (record & 0xFFFFFFFFL));
      return;
    }
    if (record < 0 || firstSlot == slot) {
      return;
    }
    records.set(2L * row + 1, record | SHARED);
    if (shared++ == 0) {
      listener.keyInTwoSlots(table, key(row), firstSlot, slot);
    }
  }

  /// The bytes that the index takes for `rows` rows.
  static long bytes(long rows) {
    return LongPages.bytes(2 * rows) + IntPages.bytes(Math.max(FIRST_BUCKETS, rows));
  }
}
