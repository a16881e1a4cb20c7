// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// Reads back what a [PlanLog] wrote: to carry the same plans out again, or to check that a planner
/// still makes them.
public final class PlanReplay {
  private final byte[] recorded;
  private int at;

  /// A replay of all records in `recorded`.
  public PlanReplay(byte[] recorded) {
    this.recorded = recorded;
  }

  /// Whether another record follows.
  public boolean hasNext() {
    return at < recorded.length;
  }

  /// Reads the next record, which is a batch's.
  ///
  /// @throws IllegalArgumentException when the bytes are not those of a log
  public void read(BatchPlan plan) {
    expect(PlanLog.BATCH);
    int batch = nextInt();
    int rows = nextInt();
    require(rows <= recorded.length - at, "row count", rows);
    plan.begin(batch, rows);
    plan.pinnedCount = nextInt();
    int moves = nextInt();
    require(moves <= rows, "move count", moves);
    plan.unknownVictims = nextInt();
    for (int i = 0; i < rows; i++) {
      plan.frames[i] = nextInt();
    }
    int position = 0;
    for (int m = 0; m < moves; m++) {
      position += nextInt();
      require(position < rows, "position", position);
      int move = plan.addMove(position, next(), nextInt());
      int kind = nextInt();
      require(kind <= PlanLog.DIRTY_VICTIM, "kind of victim", kind);
      if (kind != PlanLog.NO_VICTIM) {
        plan.setVictim(move, next(), nextInt(), batch - nextInt(), kind == PlanLog.DIRTY_VICTIM);
      }
    }
  }

  /// Reads the next record, which is a flush.
  ///
  /// @throws IllegalArgumentException when the bytes are not those of a log
  public void read(FlushPlan plan) {
    expect(PlanLog.FLUSH);
    plan.begin();
    int rows = nextInt();
    for (int i = 0; i < rows; i++) {
      plan.add(next(), nextInt(), nextInt(), nextInt());
    }
  }

  /// Checks that `plan` equals the next record, and goes on to the one after.
  ///
  /// @throws IllegalStateException when the recorded plan was another one
  public void check(BatchPlan plan) {
    new PlanLog((bytes, length) -> compare("batch " + plan.batch, bytes, length)).write(plan);
  }

  /// As [#check(BatchPlan)].
  public void check(FlushPlan plan) {
    new PlanLog((bytes, length) -> compare("flush", bytes, length)).write(plan);
  }

  private void compare(String what, byte[] bytes, int length) {
    int end = Math.min(recorded.length, at + length);
    int mismatch = Arrays.mismatch(bytes, 0, length, recorded, at, end);
    if (mismatch >= 0) {
      throw new IllegalStateException(
          "the plan differs from the recorded one: "
              + what
              + ", byte "
              + mismatch
              + " of the record, byte "
              + (at + mismatch)
              + " of the log");
    }
    at = end;
  }

  private void expect(int tag) {
    int found = nextInt();
    require(found == tag, "kind of record", found);
  }

  private int nextInt() {
    long value = next();
    require(value >= 0 && value <= Integer.MAX_VALUE, "number", value);
    return (int) value;
  }

  private long next() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      require(at < recorded.length, "end of the log", at);
      byte b = recorded[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("not a plan log: endless number before byte " + at);
  }

  private void require(boolean holds, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "not a plan log: " + what + "=" + value + " before byte " + at);
    }
  }
}
