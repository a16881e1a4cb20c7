// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// The rows that must be written back for the store to be complete: at the end of training and for
/// a checkpoint. They stay in their frames, clean.
///
/// A row is copied out once batch [#lastUse] has completed. On each frame the flush has its place
/// in the order of the plans, as if it were a move (rules 1 and 2 of [BatchPlan]), and the next
/// batch starts only when all rows have been copied out (rule 4).
public final class FlushPlan {
  int rowCount;
  private long[] rows = new long[0];
  private int[] frames = new int[0];
  private int[] uses = new int[0];
  private int[] lastUses = new int[0];

  /// An empty plan; it grows as needed.
  public FlushPlan() {}

  void begin() {
    rowCount = 0;
  }

  void add(long row, int frame, int rowUses, int lastUse) {
    if (rowCount == rows.length) {
      int length = Math.max(16, 2 * rowCount);
      rows = Arrays.copyOf(rows, length);
      frames = Arrays.copyOf(frames, length);
      uses = Arrays.copyOf(uses, length);
      lastUses = Arrays.copyOf(lastUses, length);
    }
    rows[rowCount] = row;
    frames[rowCount] = frame;
    uses[rowCount] = rowUses;
    lastUses[rowCount++] = lastUse;
  }

  /// The number of rows to write.
  public int rowCount() {
    return rowCount;
  }

  /// The row at `index`; rows come in the order of their frames.
  public long row(int index) {
    return rows[index];
  }

  /// The frame that holds the row.
  public int frame(int index) {
    return frames[index];
  }

  /// How many batches used the row: the version of what is written.
  public int uses(int index) {
    return uses[index];
  }

  /// The last planned batch that used the row.
  public int lastUse(int index) {
    return lastUses[index];
  }
}
