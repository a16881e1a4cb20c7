// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// What must be in which frame when one batch is trained, and the moves that bring it there.
///
/// Distinct row `i` of the batch is in frame [#frame]. Move `m` empties a frame and fills it again:
/// its *victim*, if there is one, is written back to the store, then its row comes in. Whoever
/// carries plans out keeps four rules, in any order and on any threads:
///
/// 1. A victim leaves its frame only after batch [#victimLastUse] has completed.
/// 2. Moves on one frame take effect in the order of the plans; within a move the victim is copied
///    out before the row comes in.
/// 3. A row comes in with exactly the contents that [#moveUses] batches have made: from the store,
///    or from a write-back that is still on its way. 0 says that no batch ever used it: it is
///    created and no store is read. Of two write-backs of a row the store keeps the one with more
///    uses.
/// 4. The batch starts only after all moves of its plan, all earlier batches and all flushes before
///    it have completed.
///
/// Nothing more is needed for lookups to see the last write, and the rules never wait for each
/// other in a circle: a plan for batch `b` waits for no batch later than `b - 1 - issueDistance`.
///
/// Recycled: [BatchPlanner#plan] overwrites all of it.
public final class BatchPlan {
  /// The victim of a move into a frame that was empty.
  public static final long NO_VICTIM = -1;

  int batch;
  int rowCount;
  int pinnedCount;
  int moveCount;
  int unknownVictims;
  int[] frames = new int[0];
  int[] movePositions = new int[0];
  long[] moveRows = new long[0];
  int[] moveUses = new int[0];
  long[] victimRows = new long[0];
  int[] victimUses = new int[0];
  int[] victimLastUses = new int[0];
  boolean[] victimDirty = new boolean[0];

  /// An empty plan; it grows as needed.
  public BatchPlan() {}

  /// Makes room and forgets what was planned.
  void begin(int newBatch, int rows) {
    batch = newBatch;
    rowCount = rows;
    pinnedCount = 0;
    moveCount = 0;
    unknownVictims = 0;
    if (frames.length < rows) {
      int length = Math.max(rows, frames.length * 3 / 2);
      frames = new int[length];
      movePositions = new int[length];
      moveRows = new long[length];
      moveUses = new int[length];
      victimRows = new long[length];
      victimUses = new int[length];
      victimLastUses = new int[length];
      victimDirty = new boolean[length];
    }
  }

  /// Adds a move without a victim and returns its number.
  int addMove(int position, long row, int uses) {
    int move = moveCount++;
    movePositions[move] = position;
    moveRows[move] = row;
    moveUses[move] = uses;
    setVictim(move, NO_VICTIM, 0, RowEntries.NONE, false);
    return move;
  }

  void setVictim(int move, long row, int uses, int lastUse, boolean dirty) {
    victimRows[move] = row;
    victimUses[move] = uses;
    victimLastUses[move] = lastUse;
    victimDirty[move] = dirty;
  }

  /// The number of the batch, from 0.
  public int batch() {
    return batch;
  }

  /// The number of distinct rows of the batch.
  public int rowCount() {
    return rowCount;
  }

  /// The frame of distinct row `position`.
  public int frame(int position) {
    return frames[position];
  }

  /// The frames of the distinct rows; [#rowCount] of them are valid. Not to be changed.
  public int[] frames() {
    return frames;
  }

  /// How many of the distinct rows are pinned.
  public int pinnedCount() {
    return pinnedCount;
  }

  /// The number of moves: as many as rows that were not in fast memory.
  public int moveCount() {
    return moveCount;
  }

  /// How many victims were chosen without knowing when they are used next. Where this is 0 a
  /// [LookaheadPlanner] with a deeper look-ahead would have changed nothing.
  public int unknownVictims() {
    return unknownVictims;
  }

  /// Which distinct row of the batch move `move` brings in.
  public int movePosition(int move) {
    return movePositions[move];
  }

  /// The frame of move `move`.
  public int moveFrame(int move) {
    return frames[movePositions[move]];
  }

  /// The row that comes in.
  public long moveRow(int move) {
    return moveRows[move];
  }

  /// How many batches used the row before this one; 0: it must be created.
  public int moveUses(int move) {
    return moveUses[move];
  }

  /// The row that leaves the frame, or [#NO_VICTIM].
  public long victimRow(int move) {
    return victimRows[move];
  }

  /// How many batches used the victim: the version of what is written back.
  public int victimUses(int move) {
    return victimUses[move];
  }

  /// The last batch that used the victim, at most `batch - 1 - issueDistance`; -1 without a victim.
  public int victimLastUse(int move) {
    return victimLastUses[move];
  }

  /// Whether the victim was used since the last flush and so must be written back.
  public boolean victimDirty(int move) {
    return victimDirty[move];
  }

  @Override
  public String toString() {
    String used = Arrays.toString(Arrays.copyOf(frames, rowCount));
    return "batch " + batch + ": frames " + used + ", " + moveCount + " moves";
  }
}
