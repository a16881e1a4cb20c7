// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

/// Rows of one table and the frames that they are in.
public final class FrameRows {
  private final int[] rows;
  private final int[] frames;
  private int count;

  /// No rows; `most` may be added.
  public FrameRows(int most) {
    rows = new int[most];
    frames = new int[most];
  }

  /// Adds a row.
  public void add(int row, int frame) {
    rows[count] = row;
    frames[count++] = frame;
  }

  /// The number of rows.
  public int count() {
    return count;
  }

  int row(int i) {
    return rows[i];
  }

  int frame(int i) {
    return frames[i];
  }
}
