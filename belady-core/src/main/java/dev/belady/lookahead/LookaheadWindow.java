// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static dev.belady.lookahead.RowEntries.NONE;

import java.util.Arrays;

/// The batches that the planner keeps in mind: those to come, as far as they are known, and those
/// planned whose rows are still bound to their frames. A ring of recycled lists.
///
/// Position `i` of a batch is its i-th distinct row.
final class LookaheadWindow {
  private final int[] counts;
  private final int[][] entries;
  private final int[][] nextUses;

  /// A window that keeps the latest `batches` batches.
  LookaheadWindow(int batches) {
    counts = new int[batches];
    entries = new int[batches][0];
    nextUses = new int[batches][0];
  }

  /// Starts the list of `batch`, over that of `batch - batches`.
  void begin(int batch, int count) {
    int slot = slot(batch);
    counts[slot] = count;
    if (entries[slot].length < count) {
      int length = Math.max(count, entries[slot].length * 3 / 2);
      entries[slot] = new int[length];
      nextUses[slot] = new int[length];
    }
    Arrays.fill(nextUses[slot], 0, count, NONE);
  }

  int count(int batch) {
    return counts[slot(batch)];
  }

  /// The entries of the batch's distinct rows; `count` of them are valid. A negative entry is the
  /// complement of a pinned row's index.
  int[] entries(int batch) {
    return entries[slot(batch)];
  }

  /// For each distinct row of the batch the next known batch that uses it, or [RowEntries#NONE].
  int[] nextUses(int batch) {
    return nextUses[slot(batch)];
  }

  private int slot(int batch) {
    return batch % counts.length;
  }
}
