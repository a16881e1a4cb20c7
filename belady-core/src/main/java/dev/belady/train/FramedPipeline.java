// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.data.BatchStream;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.tier.BatchGate;
import dev.belady.tier.Mover;
import dev.belady.tier.RowMoves;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The threads between the reader and the trainer when memory holds only some rows.
///
/// ```
///   reader -> planner: resolve, look ahead, plan -> mover: move rows -> trainer
///                ^                                    ^                   |
///                +------------- free batches ---------+---- trained ------+
/// ```
///
/// The planner knows `depth` batches before it plans the oldest of them. The mover brings its rows
/// into their frames as soon as the batches that bind those have been trained, while the batches in
/// between are. The trainer gets a batch only when all its rows are in place. A fixed number of
/// batches goes around; a failure travels the same way and is thrown by [#take].
final class FramedPipeline implements TrainingBatches {
  /// What one stage hands to the next: a batch, or the end, or a failure.
  ///
  /// @param leaving rows that must leave all frames before the next batch; empty beside a batch
  private record Message(
      @Nullable ResolvedBatch batch,
      List<RowMoves> leaving,
      @Nullable Throwable failure,
      long plannedNanos) {
    static Message of(ResolvedBatch batch) {
      return new Message(batch, List.of(), null, System.nanoTime());
    }

    static Message end(@Nullable Throwable failure) {
      return new Message(null, List.of(), failure, System.nanoTime());
    }
  }

  private final BatchStream reader;
  private final BatchResolver resolver;
  private final FrameBudget budget;
  private final HotTier hotTier;
  private final int depth;
  private final List<Integer> loadedRows;
  private final Mover mover;
  private final BatchGate gate;
  private final BlockingQueue<ResolvedBatch> free = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> planned = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> ready = new LinkedBlockingQueue<>();
  private final Deque<ResolvedBatch> resolved = new ArrayDeque<>();
  private final AtomicLong usedRows = new AtomicLong();
  private final Thread plannerThread;
  private final Thread moverThread;
  private volatile @Nullable FrameSplit split;
  private boolean dataEnded;
  private @Nullable Message last;
  private long dataWaitNanos;
  private long storeWaitNanos;

  /// Starts the threads.
  ///
  /// @param reader the batches; closed with this pipeline
  /// @param mover moves the rows; closed with this pipeline
  /// @param gate where the mover hears of trained batches
  /// @param hotTier the hot rows, which stay in memory for good
  FramedPipeline(
      BatchStream reader,
      BatchResolver resolver,
      FrameBudget budget,
      HotTier hotTier,
      Mover mover,
      BatchGate gate) {
    this.reader = reader;
    this.resolver = resolver;
    this.budget = budget;
    this.hotTier = hotTier;
    this.depth = budget.depth();
    this.loadedRows = resolver.tables().stream().map(EmbeddingTable::rows).toList();
    this.mover = mover;
    this.gate = gate;
    for (int i = 0; i < Math.max(depth, FrameBudget.FIRST_BATCHES) + 4; i++) {
      free.add(resolver.newBatch());
    }
    plannerThread = Thread.ofPlatform().daemon().name("belady-planner").unstarted(this::plan);
    moverThread = Thread.ofPlatform().daemon().name("belady-mover").unstarted(this::move);
    plannerThread.start();
    moverThread.start();
  }

  private void plan() {
    try {
      resolve(Math.max(depth, FrameBudget.FIRST_BATCHES));
      List<HotRows> hot = hotTier.rows(loadedRows);
      FrameSplit frames = budget.split(resolved, hot);
      split = frames;
      FramePlanner.reserve(resolver.tables(), frames, hot);
      FramePlanner planner = new FramePlanner(resolver.tables(), frames, depth, hot);
      planner.restore(loadedRows);
      while (planSome(planner, frames)) {
        planner = recalibrate(planner, frames);
      }
      planned.add(Message.end(null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      planned.add(Message.end(e));
    }
  }

  /// Plans batches until the data ends or the hot rows are to be chosen anew.
  ///
  /// @return false at the end of the data
  private boolean planSome(FramePlanner planner, FrameSplit frames) throws InterruptedException {
    Deque<ResolvedBatch> known = new ArrayDeque<>();
    long added = 0;
    boolean more = true;
    while (true) {
      while (more && known.size() < depth) {
        if (!known.isEmpty() && resolved.isEmpty() && reader.waitsForTraining()) {
          planner.hold();
          break;
        }
        if (added == hotTier.interval()) {
          more = false;
          planner.end();
          break;
        }
        resolve(1);
        ResolvedBatch next = resolved.poll();
        if (next == null) {
          more = false;
          planner.end();
          break;
        }
        hotTier.heatUp(next);
        planner.add(next);
        known.add(next);
        added++;
      }
      ResolvedBatch oldest = known.poll();
      if (oldest == null) {
        return added == hotTier.interval();
      }
      try {
        usedRows.addAndGet(planner.plan(oldest));
      } catch (FramePlanner.TableCapacityException e) {
        throw budget.tooSmall(frames, e);
      }
      planner.count(oldest, hotTier.accesses());
      planned.add(Message.of(oldest));
    }
  }

  /// Empties all frames and begins anew with other hot rows.
  private FramePlanner recalibrate(FramePlanner planner, FrameSplit frames) {
    planned.add(new Message(null, planner.emptyFrames(), null, System.nanoTime()));
    FramePlanner next = new FramePlanner(resolver.tables(), frames, depth, hotTier.chooseAnew());
    planner.handOver(next, hotTier.heat());
    return next;
  }

  /// Resolves batches until `count` wait in `resolved`, or the data ends.
  private void resolve(int count) throws InterruptedException {
    while (!dataEnded
        && resolved.size() < count
        && (resolved.isEmpty() || !reader.waitsForTraining())) {
      Batch batch = reader.take();
      if (batch == null) {
        dataEnded = true;
        return;
      }
      ResolvedBatch next = free.take();
      next.setBatch(batch);
      resolver.resolveForTraining(next);
      resolved.add(next);
    }
  }

  private void move() {
    try {
      long number = 0;
      while (true) {
        Message message = planned.take();
        ResolvedBatch batch = message.batch();
        if (!message.leaving().isEmpty()) {
          mover.moveIn(message.leaving(), number);
          continue;
        }
        if (batch == null) {
          ready.add(message);
          return;
        }
        FrameSplit frames = split;
        if (frames == null) {
          throw new IllegalStateException("a batch was planned before there were frames");
        }
        mover.moveIn(batch.moves(), number - frames.issueDistance());
        number++;
        ready.add(message);
        mover.writeBack();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      ready.add(Message.end(e));
    }
  }

  @Override
  public @Nullable ResolvedBatch take() throws InterruptedException {
    Message message = last != null ? last : ready.poll();
    if (message == null) {
      long start = System.nanoTime();
      message = ready.take();
      long end = System.nanoTime();
      long moving = Math.clamp(end - message.plannedNanos(), 0, end - start);
      storeWaitNanos += moving;
      dataWaitNanos += end - start - moving;
    }
    if (message.batch() == null) {
      last = message;
    }
    switch (message.failure()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("the planner failed", e);
    }
    return message.batch();
  }

  @Override
  public void recycle(ResolvedBatch batch) {
    gate.complete();
    reader.recycle(batch.batch());
    free.add(batch);
  }

  @Override
  public long waitNanos() {
    return dataWaitNanos;
  }

  @Override
  public TierStatistics tierStatistics() {
    FrameSplit frames = split;
    return new TierStatistics(
        depth,
        frames == null ? 0 : frames.issueDistance(),
        frames == null ? 0 : frames.frames().stream().mapToLong(Integer::longValue).sum(),
        usedRows.get(),
        mover.totals(),
        storeWaitNanos,
        dataWaitNanos);
  }

  @Override
  public void close() {
    plannerThread.interrupt();
    moverThread.interrupt();
    reader.close();
    TrainingBatches.awaitEnd(plannerThread);
    TrainingBatches.awaitEnd(moverThread);
    mover.close();
  }
}
