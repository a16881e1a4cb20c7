// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import java.util.Arrays;

/// A growing array of longs in pages that never move, so that growth copies nothing.
final class LongPages {
  static final int PAGE_SHIFT = 13;
  static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;

  private long[][] pages = new long[0][];
  private int count;

  /// Makes room for elements 0 to `size - 1`; new ones are 0.
  void ensure(long size) {
    int needed = Math.toIntExact((size + PAGE_MASK) >>> PAGE_SHIFT);
    if (needed > pages.length) {
      pages = Arrays.copyOf(pages, Math.max(needed, pages.length + (pages.length >> 1)));
    }
    for (; count < needed; count++) {
      pages[count] = new long[1 << PAGE_SHIFT];
    }
  }

  /// The pages, to be read once and indexed.
  long[][] pages() {
    return pages;
  }

  long get(long i) {
    return pages[(int) (i >>> PAGE_SHIFT)][(int) i & PAGE_MASK];
  }

  void set(long i, long value) {
    pages[(int) (i >>> PAGE_SHIFT)][(int) i & PAGE_MASK] = value;
  }

  /// The bytes that `size` elements take.
  static long bytes(long size) {
    return (((size + PAGE_MASK) >>> PAGE_SHIFT) << PAGE_SHIFT) * Long.BYTES;
  }
}
