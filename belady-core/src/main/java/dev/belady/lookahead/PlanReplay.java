// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

/// Reads back what a [PlanLog] wrote: to carry the same plans out again, or to check that a planner
/// still makes them.
public final class PlanReplay {
  private static final int BUFFER_BYTES = 64 << 10;

  /// Hands the bytes of a log out, piece by piece.
  @FunctionalInterface
  public interface Source {
    /// Puts the next bytes at the front of `into`.
    ///
    /// @return how many; 0 at the end
    int read(byte[] into);
  }

  private final Source source;
  private final long length;
  private final byte[] buffer;

  /// The bytes before those in the buffer, how many these are, and the next one of them.
  private long before;

  private int filled;
  private int next;

  /// A replay of all records in `recorded`.
  public PlanReplay(byte[] recorded) {
    this.source = _ -> 0;
    this.length = recorded.length;
    this.buffer = recorded;
    this.filled = recorded.length;
  }

  /// A replay of all records of a log of `length` bytes.
  public PlanReplay(Source source, long length) {
    this.source = source;
    this.length = length;
    this.buffer = new byte[BUFFER_BYTES];
  }

  /// Whether another record follows.
  public boolean hasNext() {
    return at() < length;
  }

  /// Whether the next record says that the frames are split anew.
  public boolean nextIsSplit() {
    return hasNext() && peek() == PlanLog.SPLIT;
  }

  /// Reads the next record, which is a batch's.
  ///
  /// @throws IllegalArgumentException when the bytes are not those of a log
  public void read(BatchPlan plan) {
    expect(PlanLog.BATCH);
    int batch = nextInt();
    int rows = nextInt();
    require(rows <= length - at(), "row count", rows);
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
      require(position >= 0 && position < rows, "position", position);
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

  /// Reads the next record, which says that the frames are split anew.
  ///
  /// @param depth the look-ahead, which the log does not tell
  /// @throws IllegalArgumentException when the bytes are not those of a log
  public LookaheadConfig readSplit(int depth) {
    expect(PlanLog.SPLIT);
    return new LookaheadConfig(nextInt(), depth, nextInt());
  }

  /// Reads the next record, which is the checksum of the keys of the batch before.
  ///
  /// @throws IllegalArgumentException when the bytes are not those of a log
  public long readKeys() {
    expect(PlanLog.KEYS);
    return next();
  }

  /// Checks that `plan` equals the next record, and goes on to the one after.
  ///
  /// @throws IllegalStateException when the recorded plan was another one
  public void check(BatchPlan plan) {
    new PlanLog((bytes, count) -> compare("batch " + plan.batch, bytes, count)).write(plan);
  }

  /// As [#check(BatchPlan)].
  public void check(FlushPlan plan) {
    new PlanLog((bytes, count) -> compare("flush", bytes, count)).write(plan);
  }

  private void compare(String what, byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (!hasNext() || nextByte() != bytes[i]) {
        throw new IllegalStateException(
            "the plan differs from the recorded one: "
                + what
                + ", byte "
                + i
                + " of the record, byte "
                + at()
                + " of the log");
      }
    }
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
      byte b = nextByte();
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("not a plan log: endless number before byte " + at());
  }

  private byte nextByte() {
    byte b = peek();
    next++;
    return b;
  }

  private byte peek() {
    if (next == filled) {
      before += filled;
      next = 0;
      filled = before < length ? source.read(buffer) : 0;
      require(filled > 0, "end of the log", before);
    }
    return buffer[next];
  }

  private long at() {
    return before + next;
  }

  private void require(boolean holds, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "not a plan log: " + what + "=" + value + " before byte " + at());
    }
  }
}
