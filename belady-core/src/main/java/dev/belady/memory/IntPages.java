// SPDX-License-Identifier: Apache-2.0
package dev.belady.memory;

import java.util.Arrays;

/// An int for each of many rows, 0 at first, in pages that never move: it grows without copying, so
/// that its size is known in advance. For one thread.
public final class IntPages {
  /// Element `i` is element `i & PAGE_MASK` of page `i >>> PAGE_SHIFT`.
  public static final int PAGE_SHIFT = 13;

  /// See [#PAGE_SHIFT].
  public static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;

  private int[][] pages = new int[0][];
  private int count;

  /// No elements.
  public IntPages() {}

  /// Makes room for elements 0 to `size - 1`.
  public void ensure(int size) {
    int needed = (int) (((long) size + PAGE_MASK) >>> PAGE_SHIFT);
    if (needed > pages.length) {
      pages = Arrays.copyOf(pages, Math.max(needed, pages.length + (pages.length >> 1)));
    }
    for (; count < needed; count++) {
      pages[count] = new int[1 << PAGE_SHIFT];
    }
  }

  /// The elements that there is room for.
  public long capacity() {
    return (long) count << PAGE_SHIFT;
  }

  /// The pages, to be read once and indexed; replaced when there is more room. Owned by this
  /// object.
  public int[][] pages() {
    return pages;
  }

  /// Element `i`, for which there is room.
  public int get(int i) {
    return pages[i >>> PAGE_SHIFT][i & PAGE_MASK];
  }

  /// Sets element `i`, for which there is room.
  public void set(int i, int value) {
    pages[i >>> PAGE_SHIFT][i & PAGE_MASK] = value;
  }

  /// Sets all elements to 0.
  public void clear() {
    for (int page = 0; page < count; page++) {
      Arrays.fill(pages[page], 0);
    }
  }

  /// The bytes that `rows` elements take.
  public static long bytes(long rows) {
    return (((rows + PAGE_MASK) >>> PAGE_SHIFT) << PAGE_SHIFT) * Integer.BYTES;
  }
}
