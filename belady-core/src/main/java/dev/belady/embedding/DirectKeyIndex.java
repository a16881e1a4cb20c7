// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.data.JaggedKeys;
import java.util.Arrays;
import java.util.BitSet;

/// A key index for keys that are numbered slot after slot from 0: an array with one int per key, in
/// pages that exist once one of their keys was seen, and the key of each row.
///
/// Records are numbered in order of first use here too, so the rows used first, the popular ones,
/// lie close together.
final class DirectKeyIndex implements KeyIndex {
  /// With more keys a hash is used: then few of a page's keys may ever be seen.
  static final long MOST_KEYS = 1L << 27;

  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_KEYS = 1 << PAGE_SHIFT;

  private final SlotRanges ranges;
  private final int slots;
  private final int[] untouched = new int[PAGE_KEYS];
  private final int[][] pages;
  private final LongPages keys = new LongPages();
  private int usedPages;

  DirectKeyIndex(TableSpec spec) {
    this.ranges = new SlotRanges(spec);
    this.slots = spec.slots();
    this.pages = new int[Math.toIntExact((ranges.keys() + PAGE_KEYS - 1) >>> PAGE_SHIFT)][];
    Arrays.fill(pages, untouched);
  }

  @Override
  public int findAll(JaggedKeys input, boolean training, int[] rows) {
    long[] inputKeys = input.keys();
    int[] offsets = input.offsets();
    int bags = input.bags();
    int unknown = 0;
    int slot = 0;
    int o = 0;
    for (int bag = 0; bag < bags; bag++) {
      long from = ranges.first(slot);
      long size = ranges.first(slot + 1) - from;
      for (int end = offsets[bag + 1]; o < end; o++) {
        long key = inputKeys[o];
        if (Long.compareUnsigned(key - from, size) >= 0) {
          throw ranges.outside(key, slot);
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
    if (key < 0 || key >= ranges.keys()) {
      return -1;
    }
    return pages[(int) (key >>> PAGE_SHIFT)][(int) key & (PAGE_KEYS - 1)] - 1;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the untouched page is one object
  public int findOrAdd(long key, int slot, int newRow) {
    ranges.check(key, slot);
    int page = (int) (key >>> PAGE_SHIFT);
    int at = (int) key & (PAGE_KEYS - 1);
    if (pages[page][at] != 0) {
      return pages[page][at] - 1;
    }
    if (pages[page] == untouched) {
      pages[page] = new int[PAGE_KEYS];
      usedPages++;
    }
    pages[page][at] = newRow + 1;
    keys.ensure(newRow + 1L);
    keys.set(newRow, key);
    return newRow;
  }

  @Override
  public long key(int row) {
    return keys.get(row);
  }

  @Override
  public int slot(int row) {
    return ranges.slotOf(keys.get(row));
  }

  @Override
  public void clear() {
    Arrays.fill(pages, untouched);
    usedPages = 0;
  }

  @Override
  public long sharedKeys() {
    return 0;
  }

  /// The most bytes that the index takes for `rows` rows of a table with `keys` keys: pages with a
  /// key of each row, if there are so many.
  static long bytes(long keys, long rows) {
    long allPages = (keys + PAGE_KEYS - 1) >>> PAGE_SHIFT;
    return bytes(allPages, Math.min(allPages, rows), rows);
  }

  /// Where keys are spread evenly, later rows find more and more of their pages made already, so
  /// that pages grow at most as rows do. Where keys are numbered by popularity they grow faster:
  /// the first rows share the first pages, and later ones lie alone. Then the trend of the latest
  /// rows goes on; but no row takes more than one page.
  @Override
  public long bytesWhenGrown(int earlierRows, int knownRows, long rows) {
    double most = Math.min(pages.length, rows);
    if (knownRows > 0) {
      double growth = Math.pow((double) rows / knownRows, trend(earlierRows, knownRows));
      most = Math.min(most, Math.ceil(usedPages * growth));
      most = Math.min(most, usedPages + (double) (rows - knownRows));
    }
    return bytes(pages.length, (long) most, rows);
  }

  /// The power of the number of rows with which the pages have grown lately, at least 1.
  private double trend(int earlierRows, int knownRows) {
    BitSet earlierPages = new BitSet(pages.length);
    for (int row = 0; row < earlierRows; row++) {
      earlierPages.set((int) (keys.get(row) >>> PAGE_SHIFT));
    }
    int earlier = earlierPages.cardinality();
    if (earlier == 0 || earlierRows == knownRows) {
      return 1;
    }
    double trend =
        Math.log((double) usedPages / earlier) / Math.log((double) knownRows / earlierRows);
    return Math.max(1, trend);
  }

  private static long bytes(long allPages, long pages, long rows) {
    return pages * PAGE_KEYS * Integer.BYTES + allPages * Integer.BYTES + LongPages.bytes(rows);
  }
}
