// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.data.Batch;
import dev.belady.data.BatchStream;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.tier.BatchGate;
import dev.belady.tier.MoveTotals;
import dev.belady.tier.Mover;
import dev.belady.tier.StallCause;
import dev.belady.tier.StallClock;
import dev.belady.tier.Stalls;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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
      @Nullable Throwable failure) {
    static Message batch(ResolvedBatch batch) {
      return new Message(batch, null, null);
    }

    static Message restart(FramePlanner.Restart restart) {
      return new Message(null, restart, null);
    }

    static Message failure(Throwable failure) {
      return new Message(null, null, failure);
    }

    static Message end() {
      return new Message(null, null, null);
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
  private final StallClock stalls;
  private final PlanLogs logs;
  private final BlockingQueue<ResolvedBatch> free = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> planned = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message> ready = new LinkedBlockingQueue<>();
  private final Deque<ResolvedBatch> resolved = new ArrayDeque<>();
  private final AtomicInteger windowDepth = new AtomicInteger();
  private final AtomicLong splits = new AtomicLong();
  private final Thread plannerThread;
  private final Thread moverThread;
  private volatile @Nullable FrameSplit split;
  private volatile RowUses uses = RowUses.NONE;
  private List<HotRows> hot;
  private boolean dataEnded;
  private long plans;
  private @Nullable Message last;
  private @Nullable StallCause lastStall;

  /// Starts the threads.
  ///
  /// @param reader the batches; closed with this pipeline
  /// @param hotTier the hot rows, which stay in memory for good
  /// @param mover moves the rows; closed with this pipeline
  /// @param gate where the mover hears of trained batches
  /// @param stalls where the mover says what it is at
  /// @param logs where the plans go, or come from; closed with this pipeline
  FramedPipeline(
      BatchStream reader,
      BatchResolver resolver,
      FrameBudget budget,
      HotTier hotTier,
      Mover mover,
      BatchGate gate,
      StallClock stalls,
      PlanLogs logs) {
    this.reader = reader;
    this.resolver = resolver;
    this.budget = budget;
    this.hotTier = hotTier;
    this.depth = budget.depth();
    this.loadedRows = resolver.tables().stream().map(EmbeddingTable::rows).toList();
    this.hot = hotTier.rows(loadedRows);
    this.mover = mover;
    this.gate = gate;
    this.stalls = stalls;
    this.logs = logs;
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
        FramePlanner planner =
            new FramePlanner(
                resolver.tables(), frames, depth, budget.eviction(), resolved, hot, logs);
        planner.restore(loadedRows);
        while (planSome(planner)) {
          chooseAnew(planner);
        }
      }
      stalls.planner(StallCause.HANDOVER);
      planned.add(Message.end());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      planned.add(Message.failure(e));
    }
  }

  private FrameSplit firstSplit() {
    long least = budget.leastBytes(resolved, hot);
    FrameSplit frames = logs.split(() -> budget.split(resolved, hot));
    if (frames == null || !budget.holds(least)) {
      throw new ConfigException(budget.tooSmall(resolved.size(), least, hot));
    }
    return frames;
  }

  /// Gives the frames to the rows that are hot by now, and splits the others anew among the tables:
  /// where hot rows have moved from one table to another, so have the needs of the batches. All
  /// rows go to the stores. A choice that leaves no room for the batches known is not taken.
  private void chooseAnew(FramePlanner planner) throws InterruptedException {
    resolve(Math.max(depth, FrameBudget.FIRST_BATCHES));
    if (resolved.isEmpty()) {
      return;
    }
    List<HotRows> chosen = hotTier.chooseAnew();
    if (!budget.holds(budget.leastBytes(resolved, chosen))) {
      return;
    }
    budget.forget();
    FrameSplit frames = Objects.requireNonNull(logs.split(() -> budget.split(resolved, chosen)));
    hot = chosen;
    hotTier.take(chosen);
    planned.add(Message.restart(planner.restart(frames, hot, hotTier.heat())));
  }

  /// Plans batches until the data ends or the hot rows are to be chosen anew.
  ///
  /// @return false at the end of the data
  private boolean planSome(FramePlanner planner) throws InterruptedException {
    Deque<ResolvedBatch> known = new ArrayDeque<>();
    long left = hotTier.interval();
    while (true) {
      left -= lookAhead(planner, known, left);
      ResolvedBatch oldest = known.peek();
      if (oldest == null) {
        return left == 0;
      }
      stalls.planner(StallCause.PLANNER);
      if (logs.splitsNext(planner.fits())) {
        splitAnew(planner, known);
      }
      if (known.size() < depth) {
        planner.hold();
      }
      known.remove();
      PlanEvent event = new PlanEvent();
      event.begin();
      planner.plan(oldest, hotTier.accesses());
      logs.planned();
      RowUses before = uses;
      uses = planner.uses();
      plans++;
      event.end();
      if (event.shouldCommit()) {
        RowUses more = uses.since(before);
        event.batch = plans;
        event.rows = more.rows();
        event.found = more.foundRows();
        event.first = more.firstRows();
        event.commit();
      }
      planned.add(Message.batch(oldest));
    }
  }

  /// Adds batches to those known until they are `depth`, or no more may come before these are
  /// planned.
  ///
  /// @param most the most batches to add
  /// @return the batches added
  private long lookAhead(FramePlanner planner, Deque<ResolvedBatch> known, long most)
      throws InterruptedException {
    long added = 0;
    while (added < most && known.size() < depth) {
      if (!known.isEmpty() && resolved.isEmpty() && reader.waitsForTraining()) {
        break;
      }
      resolve(1);
      ResolvedBatch next = resolved.poll();
      if (next == null) {
        break;
      }
      hotTier.heatUp(next);
      planner.add(next);
      known.add(next);
      added++;
    }
    return added;
  }

  /// Some table has too few frames for the next batch. All rows go to the stores, and the budget is
  /// split anew: it stops the run only if it is too small for that batch as a whole. Hot rows that
  /// were chosen during the run give way to it.
  private void splitAnew(FramePlanner planner, Deque<ResolvedBatch> known) {
    if (hotTier.choices() > 0 && budget.split(known, hot) == null) {
      hot = hotTier.giveUp();
      budget.forget();
    }
    FrameSplit frames = logs.split(() -> budget.split(known, hot));
    if (frames == null) {
      long least = budget.leastBytes(known, hot);
      throw new TrainingException(budget.tooSmall(known.size(), least, hot));
    }
    planned.add(Message.restart(planner.restart(frames, hot, hotTier.heat())));
    known.forEach(planner::add);
    splits.incrementAndGet();
  }

  /// Resolves batches until `count` wait in `resolved`, or the data ends.
  private void resolve(int count) throws InterruptedException {
    while (!dataEnded
        && resolved.size() < count
        && (resolved.isEmpty() || !reader.waitsForTraining())) {
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
      learnHotRows();
      budget.note(next, hot);
      resolved.add(next);
      windowDepth.incrementAndGet();
    }
  }

  /// Finds the hot ones among the rows that the tables got.
  private void learnHotRows() {
    for (int t = 0; t < hot.size(); t++) {
      hot.get(t).learn(resolver.tables().get(t));
    }
  }

  private void move() {
    try {
      long number = 0;
      MoveTotals before = mover.totals();
      while (true) {
        stalls.mover(StallCause.HANDOVER);
        Message message = planned.take();
        FramePlanner.Restart restart = message.restart();
        if (restart != null) {
          mover.restart(restart.dirtyRows(), restart.frames(), restart.halfBufferRows(), number);
          split = restart.split();
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
        MovesEvent event = new MovesEvent();
        event.begin();
        mover.moveIn(batch.moves(), number - frames.issueDistance());
        event.end();
        number++;
        ready.add(message);
        mover.writeBack();
        MoveTotals after = mover.totals();
        event.commit(number, after.since(before));
        before = after;
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
    lastStall = null;
    if (message == null) {
      stalls.waits();
      message = ready.take();
      lastStall = stalls.goesOn();
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
    logs.trained();
    gate.complete();
    reader.recycle(batch.batch());
    free.add(batch);
  }

  @Override
  public Stalls stalls() {
    return stalls.stalls();
  }

  @Override
  public @Nullable StallCause lastStall() {
    return lastStall;
  }

  @Override
  public TierStatistics tierStatistics() {
    FrameSplit frames = split;
    return new TierStatistics(
        budget.eviction().name().jsonName(),
        depth,
        frames == null ? 0 : frames.issueDistance(),
        windowDepth.get(),
        frames == null ? 0 : rows(hotTier.rowsHeld()) + rows(frames.frames()),
        splits.get(),
        uses,
        mover.totals());
  }

  private static long rows(List<Integer> ofTables) {
    return ofTables.stream().mapToLong(Integer::longValue).sum();
  }

  @Override
  public void close() {
    plannerThread.interrupt();
    moverThread.interrupt();
    reader.close();
    TrainingBatches.awaitEnd(plannerThread);
    TrainingBatches.awaitEnd(moverThread);
    try {
      mover.close();
    } finally {
      logs.close();
    }
  }
}
