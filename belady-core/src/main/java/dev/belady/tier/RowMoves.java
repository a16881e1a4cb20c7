// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

/// The moves that bring the rows of one table that one batch needs into their frames: each empties
/// a frame, if a row is in it, and fills it with another. Recycled: the planner thread fills it,
/// the mover thread carries it out.
public final class RowMoves {
  /// The victim of a move into an empty frame.
  public static final int NO_VICTIM = -1;

  int count;
  int[] frames = new int[0];
  int[] rows = new int[0];
  int[] victims = new int[0];
  boolean[] dirty = new boolean[0];
  boolean[] isNew = new boolean[0];
  long[] keys = new long[0];
  int[] slots = new int[0];

  /// No moves.
  public RowMoves() {}

  /// Removes everything and makes room for `moves` moves.
  public void begin(int moves) {
    count = 0;
    if (frames.length < moves) {
      int length = moves + (moves >> 1);
      frames = new int[length];
      rows = new int[length];
      victims = new int[length];
      dirty = new boolean[length];
      isNew = new boolean[length];
      keys = new long[length];
      slots = new int[length];
    }
  }

  /// Adds a move of a row that was used before.
  ///
  /// @param victim the row that leaves the frame, or [#NO_VICTIM]
  /// @param victimDirty whether the victim changed since the store last got it
  public void add(int frame, int row, int victim, boolean victimDirty) {
    frames[count] = frame;
    rows[count] = row;
    victims[count] = victim;
    dirty[count] = victimDirty;
    isNew[count++] = false;
  }

  /// Says that the row of the latest move was never used and must be made.
  public void makeNew(long key, int slot) {
    isNew[count - 1] = true;
    keys[count - 1] = key;
    slots[count - 1] = slot;
  }

  /// The number of moves.
  public int count() {
    return count;
  }
}
