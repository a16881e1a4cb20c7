// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// A list of distinct row numbers with removal from anywhere, in two arrays. 8 bytes per row number
/// up to the largest one seen.
final class RowList {
  private static final int NONE = -1;
  private static final int NOT_IN_LIST = -2;

  private int[] before = new int[0];
  private int[] after = new int[0];
  private int first = NONE;
  private int last = NONE;
  private int size;

  int size() {
    return size;
  }

  boolean contains(int row) {
    return row < before.length && before[row] != NOT_IN_LIST;
  }

  /// The row at the front of a list that is not empty.
  int first() {
    return first;
  }

  /// Adds a row that is not in the list at the end.
  void append(int row) {
    if (row >= before.length) {
      int length = before.length;
      before = Arrays.copyOf(before, Math.max(row + 1, 2 * length));
      after = Arrays.copyOf(after, before.length);
      Arrays.fill(before, length, before.length, NOT_IN_LIST);
    }
    before[row] = last;
    after[row] = NONE;
    if (last == NONE) {
      first = row;
    } else {
      after[last] = row;
    }
    last = row;
    size++;
  }

  /// Takes a row out that is in the list.
  void remove(int row) {
    if (before[row] == NONE) {
      first = after[row];
    } else {
      after[before[row]] = after[row];
    }
    if (after[row] == NONE) {
      last = before[row];
    } else {
      before[after[row]] = before[row];
    }
    before[row] = NOT_IN_LIST;
    size--;
  }
}
