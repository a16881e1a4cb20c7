// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.tier.BatchGate;
import dev.belady.tier.Mover;
import dev.belady.tier.StallCause;
import dev.belady.tier.StallClock;
import dev.belady.tier.Stalls;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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
  private record Message(@Nullable ResolvedBatch batch, @Nullable Throwable failure) {}

  private final BatchReader reader;
  private final BatchResolver resolver;
  private final FrameBudget budget;
  private final int depth;
  private final List<Integer> loadedRows;
  private final Mover mover;
  private final BatchGate gate;
  private final StallClock stalls;
  private final BlockingQueue<ResolvedBatch> free = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> planned = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> ready = new LinkedBlockingQueue<>();
  private final Deque<ResolvedBatch> resolved = new ArrayDeque<>();
  private final AtomicInteger windowDepth = new AtomicInteger();
  private final Thread plannerThread;
  private final Thread moverThread;
  private volatile @Nullable FrameSplit split;
  private volatile RowUses uses = RowUses.NONE;
  private boolean dataEnded;
  private @Nullable Message last;

  /// Starts the threads.
  ///
  /// @param reader the batches; closed with this pipeline
  /// @param mover moves the rows; closed with this pipeline
  /// @param gate where the mover hears of trained batches
  /// @param stalls where the mover says what it is at
  FramedPipeline(
      BatchReader reader,
      BatchResolver resolver,
      FrameBudget budget,
      Mover mover,
      BatchGate gate,
      StallClock stalls) {
    this.reader = reader;
    this.resolver = resolver;
    this.budget = budget;
    this.depth = budget.depth();
    this.loadedRows = resolver.tables().stream().map(EmbeddingTable::rows).toList();
    this.mover = mover;
    this.gate = gate;
    this.stalls = stalls;
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
      FrameSplit frames = budget.split(resolved);
      split = frames;
      FramePlanner planner =
          new FramePlanner(resolver.tables(), frames, depth, budget.eviction(), resolved);
      planner.restore(loadedRows);
      planAll(planner, frames);
      stalls.planner(StallCause.HANDOVER);
      planned.add(new Message(null, null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      planned.add(new Message(null, e));
    }
  }

  private void planAll(FramePlanner planner, FrameSplit frames) throws InterruptedException {
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
      ResolvedBatch oldest = known.poll();
      if (oldest == null) {
        return;
      }
      stalls.planner(StallCause.PLANNER);
      try {
        planner.plan(oldest);
        uses = planner.uses();
      } catch (FramePlanner.TableCapacityException e) {
        throw budget.tooSmall(frames, e);
      }
      planned.add(new Message(oldest, null));
    }
  }

  /// Resolves batches until `count` wait in `resolved`, or the data ends.
  private void resolve(int count) throws InterruptedException {
    while (!dataEnded && resolved.size() < count) {
      stalls.planner(StallCause.DATA);
      Batch batch = reader.take();
      stalls.planner(StallCause.HANDOVER);
      if (batch == null) {
        dataEnded = true;
        return;
      }
      ResolvedBatch next = free.take();
      stalls.planner(StallCause.PLANNER);
      next.setBatch(batch);
      resolver.resolveForTraining(next);
      resolved.add(next);
      windowDepth.incrementAndGet();
    }
  }

  private void move() {
    try {
      long number = 0;
      while (true) {
        stalls.mover(StallCause.HANDOVER);
        Message message = planned.take();
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
      ready.add(new Message(null, e));
    }
  }

  @Override
  public @Nullable ResolvedBatch take() throws InterruptedException {
    Message message = last != null ? last : ready.poll();
    if (message == null) {
      stalls.waits();
      message = ready.take();
      stalls.goesOn();
    }
    if (message.batch() == null) {
      last = message;
    } else {
      windowDepth.decrementAndGet();
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
  public Stalls stalls() {
    return stalls.stalls();
  }

  @Override
  public TierStatistics tierStatistics() {
    FrameSplit frames = split;
    return new TierStatistics(
        budget.eviction().name().jsonName(),
        depth,
        frames == null ? 0 : frames.issueDistance(),
        windowDepth.get(),
        frames == null ? 0 : frames.frames().stream().mapToLong(Integer::longValue).sum(),
        uses,
        mover.totals());
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
