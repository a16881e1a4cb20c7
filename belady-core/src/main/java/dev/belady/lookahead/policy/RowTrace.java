// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// A trace kept whole: 4 bytes per request, and 4 more once next uses are asked for.
final class RowTrace {
  /// The next use of a row that is not used again.
  static final int NEVER = Integer.MAX_VALUE;

  private int[][] batches = new int[16][];
  private int[][] nextUses = new int[0][];
  private int size;

  /// Adds a copy of the next batch: the first `count` of `rows`.
  void add(int[] rows, int count) {
    if (size == batches.length) {
      batches = Arrays.copyOf(batches, 2 * size);
    }
    batches[size++] = Arrays.copyOf(rows, count);
  }

  /// The number of batches.
  int size() {
    return size;
  }

  /// The rows of a batch.
  int[] batch(int batch) {
    return batches[batch];
  }

  /// For each row of a batch the next batch that uses it, or [#NEVER]. To be asked for once the
  /// trace is complete.
  int[] nextUses(int batch) {
    if (nextUses.length != size) {
      nextUses = new int[size][];
      int[] next = new int[0];
      for (int b = size - 1; b >= 0; b--) {
        nextUses[b] = new int[batches[b].length];
        for (int i = 0; i < batches[b].length; i++) {
          int row = batches[b][i];
          if (row >= next.length) {
            int length = next.length;
            next = Arrays.copyOf(next, Math.max(row + 1, 2 * length));
            Arrays.fill(next, length, next.length, NEVER);
          }
          nextUses[b][i] = next[row];
          next[row] = b;
        }
      }
    }
    return nextUses[batch];
  }
}
