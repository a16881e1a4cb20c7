// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// How many batches have used each row: 4 bytes per row, in pages that exist from the first use of
/// one of their rows on.
///
/// One number serves three purposes: 0 says that the row was never used, so that no store need be
/// read for it; among rows without a known next use, the one used least leaves first; and since
/// every use updates the row, it is the version of the row's contents.
///
/// The planner also keeps here, as a negative number, which entry a row has that matters now: then
/// the entry counts.
///
/// Row numbers should be dense (numbered by first appearance, or the rows of a table): a page holds
/// 4,096 consecutive rows.
final class UseCounts {
  private static final int PAGE_BITS = 12;
  private static final int PAGE_ROWS = 1 << PAGE_BITS;
  private static final int[] UNUSED_PAGE = new int[0];

  private int[][] pages = new int[0][];

  /// The number of batches that have used `row`, as last [#set].
  int get(long row) {
    long page = row >>> PAGE_BITS;
    if (page >= pages.length || pages[(int) page].length == 0) {
      return 0;
    }
    return pages[(int) page][(int) row & (PAGE_ROWS - 1)];
  }

  /// Remembers the number of batches that have used `row`.
  void set(long row, int uses) {
    int page = Math.toIntExact(row >>> PAGE_BITS);
    if (page >= pages.length) {
      int before = pages.length;
      pages = Arrays.copyOf(pages, Math.max(page + 1, before + (before >> 1)));
      Arrays.fill(pages, before, pages.length, UNUSED_PAGE);
    }
    if (pages[page].length == 0) {
      pages[page] = new int[PAGE_ROWS];
    }
    pages[page][(int) row & (PAGE_ROWS - 1)] = uses;
  }
}
