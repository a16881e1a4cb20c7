// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.tier.BatchGate;
import dev.belady.tier.Mover;
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
  private record Message(
      @Nullable ResolvedBatch batch,
      FramePlanner.@Nullable Restart restart,
      @Nullable Throwable failure,
      long plannedNanos) {
    static Message batch(ResolvedBatch batch) {
      return new Message(batch, null, null, System.nanoTime());
    }

    static Message restart(FramePlanner.Restart restart) {
      return new Message(null, restart, null, System.nanoTime());
    }

    static Message failure(Throwable failure) {
      return new Message(null, null, failure, System.nanoTime());
    }

    static Message end() {
      return new Message(null, null, null, System.nanoTime());
    }
  }

  private final BatchReader reader;
  private final BatchResolver resolver;
  private final FrameBudget budget;
  private final int depth;
  private final List<Integer> loadedRows;
  private final Mover mover;
  private final BatchGate gate;
  private final BlockingQueue<ResolvedBatch> free = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> planned = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> ready = new LinkedBlockingQueue<>();
  private final Deque<ResolvedBatch> resolved = new ArrayDeque<>();
  private final AtomicLong usedRows = new AtomicLong();
  private final AtomicLong splits = new AtomicLong();
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
  FramedPipeline(
      BatchReader reader, BatchResolver resolver, FrameBudget budget, Mover mover, BatchGate gate) {
    this.reader = reader;
    this.resolver = resolver;
    this.budget = budget;
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
      if (!resolved.isEmpty()) {
        FrameSplit frames = firstSplit();
        split = frames;
        FramePlanner planner = new FramePlanner(resolver.tables(), frames, depth);
        planner.restore(loadedRows);
        planAll(planner);
      }
      planned.add(Message.end());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      planned.add(Message.failure(e));
    }
  }

  private FrameSplit firstSplit() {
    long least = budget.leastBytes(resolved);
    FrameSplit frames = budget.split(resolved);
    if (frames == null || !budget.holds(least)) {
      throw new ConfigException(budget.tooSmall(resolved.size(), least));
    }
    return frames;
  }

  private void planAll(FramePlanner planner) throws InterruptedException {
    Deque<ResolvedBatch> known = new ArrayDeque<>();
    while (true) {
      while (known.size() < depth) {
        resolve(1);
        ResolvedBatch next = resolved.poll();
        if (next == null) {
          planner.end();
          break;
        }
        planner.add(next);
        known.add(next);
      }
      ResolvedBatch oldest = known.peek();
      if (oldest == null) {
        return;
      }
      if (!planner.fits()) {
        splitAnew(planner, known);
      }
      known.remove();
      usedRows.addAndGet(planner.plan(oldest));
      planned.add(Message.batch(oldest));
    }
  }

  /// Some table has too few frames for the next batch. All rows go to the stores, and the budget is
  /// split anew: it stops the run only if it is too small for that batch as a whole.
  private void splitAnew(FramePlanner planner, Deque<ResolvedBatch> known) {
    FrameSplit frames = budget.split(known);
    if (frames == null) {
      throw new TrainingException(budget.tooSmall(known.size(), budget.leastBytes(known)));
    }
    planned.add(Message.restart(planner.restart(frames)));
    known.forEach(planner::add);
    if (dataEnded && resolved.isEmpty()) {
      planner.end();
    }
    splits.incrementAndGet();
  }

  /// Resolves batches until `count` wait in `resolved`, or the data ends.
  private void resolve(int count) throws InterruptedException {
    while (!dataEnded && resolved.size() < count) {
      Batch batch = reader.take();
      if (batch == null) {
        dataEnded = true;
        return;
      }
      ResolvedBatch next = free.take();
      next.setBatch(batch);
      resolver.resolveForTraining(next);
      budget.note(next);
      resolved.add(next);
    }
  }

  private void move() {
    try {
      long number = 0;
      while (true) {
        Message message = planned.take();
        FramePlanner.Restart restart = message.restart();
        if (restart != null) {
          FrameSplit frames = restart.split();
          mover.restart(restart.dirtyRows(), frames.frames(), restart.halfBufferRows(), number);
          split = frames;
          continue;
        }
        ResolvedBatch batch = message.batch();
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
      ready.add(Message.failure(e));
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
        splits.get(),
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
