// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/// Writes plans as bytes, so that a run can be replayed or held against another one: equal
/// decisions give equal bytes.
///
/// All numbers are varints (7 bits a byte, low bits first). A batch is: 1, batch, row count, pinned
/// count, move count, victims without known next use; each row's frame; then each move's position
/// (less that of the move before), row, uses and kind of victim (0 none, 1 clean, 2 dirty), with a
/// victim also its row, its uses and how many batches before this one it was last used. A flush is:
/// 2, row count, then each row, frame, uses and last use. What a run needs to be replayed beside
/// its plans: 3, frames, issue distance, where the frames are split anew, all of them empty; and 4,
/// a checksum, behind a batch: that of the keys of the rows that it is the first to use.
public final class PlanLog {
  static final int BATCH = 1;
  static final int FLUSH = 2;
  static final int SPLIT = 3;
  static final int KEYS = 4;
  static final int NO_VICTIM = 0;
  static final int CLEAN_VICTIM = 1;
  static final int DIRTY_VICTIM = 2;

  /// Takes the bytes of one record at a time.
  @FunctionalInterface
  public interface Sink {
    /// Takes the first `length` of `bytes`, which are reused after the call.
    void write(byte[] bytes, int length);
  }

  private final Sink sink;
  private byte[] bytes = new byte[1024];
  private int length;

  /// A log that hands its records to `sink`.
  public PlanLog(Sink sink) {
    this.sink = sink;
  }

  /// Writes the plan of a batch.
  public void write(BatchPlan plan) {
    length = 0;
    put(BATCH);
    put(plan.batch);
    put(plan.rowCount);
    put(plan.pinnedCount);
    put(plan.moveCount);
    put(plan.unknownVictims);
    for (int i = 0; i < plan.rowCount; i++) {
      put(plan.frames[i]);
    }
    int position = 0;
    for (int move = 0; move < plan.moveCount; move++) {
      put(plan.movePositions[move] - position);
      position = plan.movePositions[move];
      put(plan.moveRows[move]);
      put(plan.moveUses[move]);
      if (plan.victimRows[move] == BatchPlan.NO_VICTIM) {
        put(NO_VICTIM);
      } else {
        put(plan.victimDirty[move] ? DIRTY_VICTIM : CLEAN_VICTIM);
        put(plan.victimRows[move]);
        put(plan.victimUses[move]);
        put(plan.batch - plan.victimLastUses[move]);
      }
    }
    sink.write(bytes, length);
  }

  /// Writes a flush.
  public void write(FlushPlan plan) {
    length = 0;
    put(FLUSH);
    put(plan.rowCount());
    for (int i = 0; i < plan.rowCount(); i++) {
      put(plan.row(i));
      put(plan.frame(i));
      put(plan.uses(i));
      put(plan.lastUse(i));
    }
    sink.write(bytes, length);
  }

  /// Writes that the batches from here on have other frames, all of them empty.
  public void writeSplit(int frames, int issueDistance) {
    length = 0;
    put(SPLIT);
    put(frames);
    put(issueDistance);
    sink.write(bytes, length);
  }

  /// Writes the checksum of the keys of the batch whose plan was written last.
  void writeKeys(long checksum) {
    length = 0;
    put(KEYS);
    put(checksum);
    sink.write(bytes, length);
  }

  /// A checksum of the keys of the rows that a batch is the first to use. Each key of a run is in
  /// that of one batch; the others are known by their rows.
  ///
  /// @param keys from rows to keys
  static long checksum(BatchPlan plan, LongUnaryOperator keys) {
    long checksum = 0;
    for (int move = 0; move < plan.moveCount; move++) {
      if (plan.moveUses[move] == 0) {
        long mixed = (checksum ^ keys.applyAsLong(plan.moveRows[move])) * 0x9E3779B97F4A7C15L;
        checksum = mixed ^ (mixed >>> 32);
      }
    }
    return checksum;
  }

  private void put(long value) {
    if (length + 10 > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }
}
