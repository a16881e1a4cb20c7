// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.CapacityFloor;
import dev.belady.lookahead.FlushPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;
import dev.belady.memory.RowArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A random run whose "training" folds the number of each batch into the records of its rows, and
/// compares every record that it meets with what it must be. It steps through planning, moving and
/// training in a fixed order, writes being as late as they may: what it finds depends on no timing.
/// Once, in the middle, all rows go to the store, and the frames are split anew.
public final class CountingRun {
  private static final int FLOATS = 3;
  private static final int BATCHES = 80;
  private static final int ROWS = 60;

  private final TierFault fault;
  private final int[][] batches = new int[BATCHES][];
  private final int[][] frameOf = new int[BATCHES][];
  private final float[][] expected = new float[ROWS][];
  private final int issueDistance;
  private final int restart;
  private final int restartFrames;
  private LookaheadPlanner planner;
  private final LookaheadConfig config;
  private final RowArena arena = new RowArena(FLOATS);
  private int added;
  private int trained = -1;

  /// A run that is a function of `seed`.
  public CountingRun(long seed, TierFault fault) {
    this.fault = fault;
    Random random = new Random(seed);
    issueDistance = random.nextInt(3);
    CapacityFloor floor = new CapacityFloor(issueDistance);
    for (int b = 0; b < BATCHES; b++) {
      int count = 1 + random.nextInt(7);
      batches[b] = random.ints(0, ROWS).map(r -> r * r / ROWS).distinct().limit(count).toArray();
      long[] rows = Arrays.stream(batches[b]).asLongStream().toArray();
      floor.add(rows, rows.length);
    }
    int frames = floor.frames() + random.nextInt(6);
    config = new LookaheadConfig(frames, 1 + random.nextInt(8), issueDistance);
    planner = new LookaheadPlanner(config, PinnedRows.NONE);
    restart = 20 + random.nextInt(40);
    restartFrames = floor.frames() + random.nextInt(6);
  }

  /// Runs.
  ///
  /// @return what was wrong first; empty when nothing was
  public String run() throws InterruptedException {
    FaultyStore store = new FaultyStore(fault, FLOATS);
    BatchGate gate = new BatchGate();
    if (fault == TierFault.VICTIM_STILL_IN_USE) {
      gate = new OpenGate();
    }
    int lead = fault == TierFault.VICTIM_STILL_IN_USE ? issueDistance + 2 : issueDistance;
    try (FaultyRows rows = new FaultyRows(fault, arena, store, this::first);
        Mover mover = new Mover(List.of(rows), 2, gate, new StallClock())) {
      try {
        rows.reserve(config.capacityFrames(), config.capacityFrames());
        return run(rows, mover, gate, store, lead);
      } catch (IllegalStateException e) {
        return String.valueOf(e.getMessage());
      } finally {
        store.allow(Long.MAX_VALUE);
      }
    } finally {
      arena.close();
    }
  }

  private String run(FaultyRows rows, Mover mover, BatchGate gate, FaultyStore store, int lead)
      throws InterruptedException {
    for (int b = 0; b < BATCHES; b++) {
      String wrong = trainTo(b == restart ? b - 1 : b - 1 - lead, rows, gate);
      if (!wrong.isEmpty()) {
        return wrong;
      }
      if (b == restart) {
        store.allow(Long.MAX_VALUE);
        restart(mover, b);
      }
      long written = mover.totals().written();
      mover.moveIn(List.of(plan(b)), b - issueDistance);
      store.allow(written);
      mover.writeBack();
    }
    String wrong = trainTo(BATCHES - 1, rows, gate);
    rows.ended = true;
    return wrong.isEmpty() ? compareAll(rows) : wrong;
  }

  /// Trains all batches up to one, and compares all rows after each.
  private String trainTo(int last, FramedRows rows, BatchGate gate) {
    while (trained < last) {
      String wrong = train(trained + 1) + compareAll(rows);
      if (!wrong.isEmpty()) {
        return wrong;
      }
      gate.complete();
    }
    return "";
  }

  /// Splits the frames anew before a batch.
  private void restart(Mover mover, int batch) throws InterruptedException {
    FlushPlan flush = new FlushPlan();
    planner.flush(flush);
    FrameRows dirty = new FrameRows(flush.rowCount());
    for (int i = 0; i < flush.rowCount(); i++) {
      dirty.add((int) flush.row(i), flush.frame(i));
    }
    planner = planner.successor(new LookaheadConfig(restartFrames, config.depth(), issueDistance));
    added = batch;
    mover.restart(List.of(dirty), List.of(restartFrames), List.of(restartFrames), batch);
  }

  private RowMoves plan(int batch) {
    while (!planner.canPlan()) {
      if (added == BATCHES) {
        planner.end();
      } else {
        planner.add(batches[added], batches[added].length);
        added++;
      }
    }
    BatchPlan plan = new BatchPlan();
    planner.plan(plan);
    frameOf[batch] = Arrays.copyOf(plan.frames(), plan.rowCount());
    RowMoves moves = new RowMoves();
    moves.begin(plan.moveCount());
    for (int m = 0; m < plan.moveCount(); m++) {
      int row = (int) plan.moveRow(m);
      moves.add(plan.moveFrame(m), row, (int) plan.victimRow(m), plan.victimDirty(m));
      if (plan.moveUses(m) == 0) {
        moves.makeNew(row, 0);
      }
    }
    return moves;
  }

  /// Compares the rows of a batch and changes them.
  private String train(int batch) {
    for (int i = 0; i < batches[batch].length; i++) {
      int row = batches[batch][i];
      if (expected[row] == null) {
        expected[row] = new float[] {row, -row, 1};
      }
      long address = arena.address(arena.chunkAddresses(), frameOf[batch][i]);
      float[] record = record(address);
      if (!Arrays.equals(record, expected[row])) {
        return message("batch", batch, row, record);
      }
      for (int f = 0; f < FLOATS; f++) {
        expected[row][f] = (expected[row][f] * 31 + batch + f) % 65_521;
      }
      MemorySegment.copy(expected[row], 0, arena.memory(), JAVA_FLOAT, address, FLOATS);
    }
    trained = batch;
    return "";
  }

  /// Compares every row that was trained, wherever it is.
  private String compareAll(FramedRows rows) {
    try (Arena scratch = Arena.ofConfined()) {
      long copies = scratch.allocate(ROWS * FLOATS * 4L, 8).address();
      RowAddresses list = new RowAddresses();
      for (int row = 0; row < ROWS; row++) {
        if (expected[row] != null) {
          list.add(row, copies + 4L * FLOATS * row);
        }
      }
      rows.copyOut(list);
      for (int i = 0; i < list.count(); i++) {
        float[] record = record(list.address(i));
        if (!Arrays.equals(record, expected[list.row(i)])) {
          return message("after batch", trained, list.row(i), record);
        }
      }
    }
    return "";
  }

  private String message(String where, int batch, int row, float[] record) {
    return "%s %d: row %d must be %s: %s"
        .formatted(where, batch, row, Arrays.toString(expected[row]), Arrays.toString(record));
  }

  private float[] record(long address) {
    float[] record = new float[FLOATS];
    MemorySegment.copy(arena.memory(), JAVA_FLOAT, address, record, 0, FLOATS);
    return record;
  }

  private void first(long key, int slot, long address) {
    float[] record = {key, -key, 1};
    MemorySegment.copy(record, 0, arena.memory(), JAVA_FLOAT, address, FLOATS);
  }

  /// A gate that waits for nothing.
  private static final class OpenGate extends BatchGate {
    @Override
    public void await(long batches) {}
  }

  private static final class FaultyRows extends FramedRows {
    private final TierFault fault;
    private boolean ended;

    FaultyRows(TierFault fault, RowArena frames, RowStore store, FirstRecords firstRecords) {
      super(frames, store, firstRecords);
      this.fault = fault;
    }

    @Override
    int placeForFetch(int row) {
      return fault == TierFault.FETCH_BEFORE_WRITE_BACK ? IN_STORE : super.placeForFetch(row);
    }

    @Override
    int placeForRead(int row) {
      int place = super.placeForRead(row);
      return fault == TierFault.NO_FINAL_FLUSH && ended && place >= 0 ? IN_STORE : place;
    }

    @Override
    RowAddresses inFrames(FrameRows rows) {
      return super.inFrames(fault == TierFault.MISSING_FLUSH ? new FrameRows(0) : rows);
    }
  }
}
