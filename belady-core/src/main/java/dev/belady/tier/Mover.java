// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Carries out the moves of batch after batch between the frames of all tables and their stores.
///
/// One thread calls [#moveIn] and then [#writeBack] for each batch, in order; I/O threads read and
/// write the stores. The moves of a batch are cut into groups that fit into half of the write-back
/// buffers. For group g:
///
/// 1. victims are copied into half g mod 2 of the buffers,
/// 2. rows come in: new ones are made, those still in a buffer are copied, the others are read,
/// 3. the writes of group g - 1 have ended, and those of group g begin.
///
/// So reads overlap the writes of the group before, and all of it overlaps training. A row is read
/// from the store only after its last write has ended, because it counts as being in the buffer
/// until then. Two writes of one row never overlap, because writes of different groups do not. A
/// half is filled again only after its writes have ended.
public final class Mover implements AutoCloseable {
  /// Reads wait for the disk row by row, so few of them make a task.
  private static final int LEAST_READ_ROWS = 16;

  /// Writes of one task share pages.
  private static final int LEAST_WRITE_ROWS = 256;

  private final List<FramedRows> tables;
  private final int ioThreads;
  private final ExecutorService io;
  private final BatchGate gate;
  private final StallClock stalls;
  private final MoveCounts counts = new MoveCounts();
  private final StoreCalls reads;
  private final StoreCalls writes;
  private int half;
  private boolean written = true;
  private long gateNanos;
  private long readNanos;
  private long writeNanos;
  private volatile MoveTotals totals = MoveTotals.ZERO;

  /// A mover for tables whose frames are empty.
  ///
  /// @param gate knows which batches were trained
  /// @param stalls hears what the mover is at
  public Mover(List<FramedRows> tables, int ioThreads, BatchGate gate, StallClock stalls) {
    this.tables = List.copyOf(tables);
    this.ioThreads = ioThreads;
    this.gate = gate;
    this.stalls = stalls;
    AtomicInteger number = new AtomicInteger();
    ThreadFactory threads =
        task ->
            Thread.ofPlatform()
                .daemon()
                .name("belady-io-" + number.getAndIncrement())
                .unstarted(task);
    this.io = Executors.newFixedThreadPool(ioThreads, threads);
    this.reads = new StoreCalls(io, ioThreads);
    this.writes = new StoreCalls(io, ioThreads);
  }

  /// Brings the rows of a batch into their frames.
  ///
  /// @param moves one list per table
  /// @param afterBatches how many batches must be trained before rows may leave
  /// @throws dev.belady.data.DataException when a store fails
  public void moveIn(List<RowMoves> moves, long afterBatches) throws InterruptedException {
    long start = System.nanoTime();
    stalls.mover(StallCause.GATE);
    gate.await(afterBatches);
    stalls.mover(StallCause.COPIES);
    gateNanos += System.nanoTime() - start;
    int groups = 1;
    for (int t = 0; t < tables.size(); t++) {
      groups = Math.max(groups, Math.ceilDiv(moves.get(t).count(), tables.get(t).halfRows()));
    }
    for (int group = 0; group < groups; group++) {
      writeBack();
      half ^= 1;
      moveIn(moves, group);
      written = false;
    }
    publish();
  }

  private void moveIn(List<RowMoves> moves, int group) throws InterruptedException {
    for (int t = 0; t < tables.size(); t++) {
      tables.get(t).takeOut(moves.get(t), begin(moves, t, group), end(moves, t, group), half);
    }
    for (int t = 0; t < tables.size(); t++) {
      FramedRows table = tables.get(t);
      RowAddresses missing =
          table.bringIn(moves.get(t), begin(moves, t, group), end(moves, t, group), counts);
      counts.fetchedBytes += missing.count() * table.recordBytes();
      int chunk = chunk(missing.count(), LEAST_READ_ROWS);
      for (int from = 0; from < missing.count(); from += chunk) {
        int first = from;
        int end = Math.min(from + chunk, missing.count());
        reads.add(() -> table.store().read(missing, first, end));
      }
    }
    reads.start();
    readNanos += await(reads, StallCause.READS);
    for (int t = 0; t < tables.size(); t++) {
      tables.get(t).arrive(moves.get(t), begin(moves, t, group), end(moves, t, group));
    }
  }

  private int begin(List<RowMoves> moves, int table, int group) {
    return (int) Math.min((long) group * tables.get(table).halfRows(), moves.get(table).count());
  }

  private int end(List<RowMoves> moves, int table, int group) {
    return begin(moves, table, group + 1);
  }

  /// Starts to write the rows of the last group to the stores, after those of the group before it.
  ///
  /// @throws dev.belady.data.DataException when a store failed
  public void writeBack() throws InterruptedException {
    if (written) {
      return;
    }
    writeNanos += await(writes, StallCause.WRITES);
    for (FramedRows table : tables) {
      table.settle(half ^ 1);
    }
    for (FramedRows table : tables) {
      write(table, table.leaving(half));
    }
    writes.start();
    written = true;
    publish();
  }

  /// Writes rows from their frames to the stores and then empties all frames, because the tables
  /// get other numbers of them.
  ///
  /// @param rows for each table the rows whose newest contents only a frame has
  /// @param frames the new number of frames of each table
  /// @param halfBufferRows the new number of rows in each half of its write-back buffer
  /// @param afterBatches how many batches must be trained before: all that were moved in
  /// @throws dev.belady.data.DataException when a store fails
  public void restart(
      List<FrameRows> rows, List<Integer> frames, List<Integer> halfBufferRows, long afterBatches)
      throws InterruptedException {
    long start = System.nanoTime();
    gate.await(afterBatches);
    gateNanos += System.nanoTime() - start;
    writeBack();
    writeNanos += await(writes, StallCause.WRITES);
    for (int t = 0; t < tables.size(); t++) {
      FramedRows table = tables.get(t);
      table.settle(0);
      table.settle(1);
      write(table, table.inFrames(rows.get(t)));
    }
    writes.start();
    writeNanos += await(writes, StallCause.WRITES);
    for (int t = 0; t < tables.size(); t++) {
      tables.get(t).restart(frames.get(t), halfBufferRows.get(t));
    }
    publish();
  }

  private void write(FramedRows table, RowAddresses rows) {
    counts.written += rows.count();
    counts.writtenBytes += rows.count() * table.recordBytes();
    int chunk = chunk(rows.count(), LEAST_WRITE_ROWS);
    for (int from = 0; from < rows.count(); from += chunk) {
      int first = from;
      int end = Math.min(from + chunk, rows.count());
      writes.add(() -> table.store().write(rows, first, end));
    }
  }

  private int chunk(int rows, int least) {
    return Math.max(least, Math.ceilDiv(rows, ioThreads));
  }

  private long await(StoreCalls calls, StallCause cause) throws InterruptedException {
    if (calls.isEmpty()) {
      return 0;
    }
    stalls.mover(cause);
    long start = System.nanoTime();
    calls.await();
    stalls.mover(StallCause.COPIES);
    return System.nanoTime() - start;
  }

  private void publish() {
    totals =
        new MoveTotals(
            counts.made,
            counts.forwarded,
            counts.fetched,
            counts.fetchedBytes,
            counts.written,
            counts.writtenBytes,
            gateNanos,
            readNanos,
            writeNanos);
  }

  /// What was done so far. Any thread may ask.
  public MoveTotals totals() {
    return totals;
  }

  /// Waits for the reads and writes under way and stops the threads. The thread that moves must
  /// have ended.
  @Override
  public void close() {
    io.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (io.awaitTermination(1, TimeUnit.DAYS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
