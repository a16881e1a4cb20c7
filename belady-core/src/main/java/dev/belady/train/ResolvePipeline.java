// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.data.BatchStream;
import dev.belady.tier.StallCause;
import dev.belady.tier.StallClock;
import dev.belady.tier.Stalls;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The planner thread between the reader and the trainer: it resolves the keys of every batch a few
/// batches ahead, so that the trainer never waits for a hash table.
///
/// The planner calls the reader's `take` and [BatchResolver#resolveForTraining]; the trainer calls
/// [#take] and [#recycle]. Two bounded queues of recycled batches join them; the number of batches
/// is the back-pressure. When the hot rows are to be chosen anew, the planner rests until the
/// trainer, which has trained all batches before, has moved their records. A failure of the reader
/// or the planner travels through the queue and is thrown by [#take], and by every later one.
final class ResolvePipeline implements TrainingBatches {
  /// What the planner hands on: a batch, or the end, or a failure, or that hot rows are to be
  /// chosen anew before the next batch.
  private record Message(
      @Nullable ResolvedBatch batch, @Nullable Throwable failure, boolean choosesAnew) {}

  private final BatchStream reader;
  private final BatchResolver resolver;
  private final HotTier hotTier;
  private final BlockingQueue<Message> ready;
  private final BlockingQueue<ResolvedBatch> free;
  private final Thread planner;
  private final Semaphore chosen = new Semaphore(0);
  private final StallClock stalls = new StallClock();
  private @Nullable Message last;
  private @Nullable StallCause lastStall;

  /// Starts the planner.
  ///
  /// @param reader the batches; closed with this pipeline
  /// @param hotTier counts accesses, and says when the hot rows are chosen anew
  /// @param depth the batches that may be resolved ahead, at least 1
  ResolvePipeline(BatchStream reader, BatchResolver resolver, HotTier hotTier, int depth) {
    this.reader = reader;
    this.resolver = resolver;
    this.hotTier = hotTier;
    this.ready = new ArrayBlockingQueue<>(depth + 2);
    this.free = new ArrayBlockingQueue<>(depth + 1);
    for (int i = 0; i <= depth; i++) {
      free.add(resolver.newBatch());
    }
    this.planner = Thread.ofPlatform().daemon().name("belady-planner").unstarted(this::plan);
    planner.start();
  }

  @Override
  public @Nullable ResolvedBatch take() throws InterruptedException {
    lastStall = null;
    Message message = last != null ? last : next();
    while (message.choosesAnew()) {
      // Here no batch is trained and nothing evaluated, so records may change places.
      resolver.whileTablesRest(hotTier::layOutAnew);
      chosen.release();
      message = next();
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

  private Message next() throws InterruptedException {
    Message message = ready.poll();
    if (message == null) {
      stalls.waits();
      message = ready.take();
      lastStall = stalls.goesOn();
    }
    return message;
  }

  @Override
  public void recycle(ResolvedBatch batch) {
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
  public @Nullable TierStatistics tierStatistics() {
    return null;
  }

  private void plan() {
    try {
      for (long batches = 0; ; batches++) {
        if (batches == hotTier.interval()) {
          batches = 0;
          ready.put(new Message(null, null, true));
          chosen.acquire();
        }
        stalls.planner(StallCause.DATA);
        Batch batch = reader.take();
        stalls.planner(StallCause.HANDOVER);
        if (batch == null) {
          break;
        }
        ResolvedBatch resolved = free.take();
        stalls.planner(StallCause.PLANNER);
        resolved.setBatch(batch);
        resolver.resolveForTraining(resolved, hotTier::heatUp);
        hotTier.countResident(resolved);
        ready.put(new Message(resolved, null, false));
      }
      ready.put(new Message(null, null, false));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // Room is certain: the queue holds one more than there are batches.
      ready.add(new Message(null, e, false));
    }
  }

  @Override
  public void close() {
    planner.interrupt();
    reader.close();
    TrainingBatches.awaitEnd(planner);
  }
}
