// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Batches on their way from one stage to the next, and back for their next use.
///
/// The producer calls [#acquire()], fills the batch and calls [#publish(Batch)]; at the end it
/// calls [#finish()] or [#fail(Throwable)]. The consumer calls [#take()] and, when done with the
/// batch, [#recycle(Batch)]. Any thread may call [#close()]. At most `limit` filled batches wait;
/// how many the consumer keeps is its own choice, since new ones are made when none came back.
final class BatchExchange {
  private final Schema schema;
  private final int batchSize;
  private final int limit;
  private final Supplier<@Nullable Batch> used;
  private final List<Batch> all = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notFull = lock.newCondition();
  private final Condition notEmpty = lock.newCondition();
  private final Deque<Batch> filled = new ArrayDeque<>();
  private final Deque<Batch> free = new ArrayDeque<>();
  private @Nullable Throwable failure;
  private boolean finished;
  private boolean closed;
  private long producerWaitNanos;
  private long consumerWaitNanos;

  /// @param used gives batches that an earlier exchange has left, or null
  BatchExchange(Schema schema, int batchSize, int limit, Supplier<@Nullable Batch> used) {
    this.used = used;
    this.schema = schema;
    this.batchSize = batchSize;
    this.limit = limit;
  }

  /// An empty batch to fill; waits while `limit` filled ones are not taken.
  ///
  /// @throws CancellationException when the exchange is closed
  Batch acquire() throws InterruptedException {
    Batch batch;
    lock.lock();
    try {
      if (filled.size() >= limit && !closed) {
        long start = System.nanoTime();
        while (filled.size() >= limit && !closed) {
          notFull.await();
        }
        producerWaitNanos += System.nanoTime() - start;
      }
      if (closed) {
        throw new CancellationException("the reader was closed");
      }
      batch = free.poll();
    } finally {
      lock.unlock();
    }
    if (batch == null) {
      batch = used.get();
      if (batch == null) {
        batch = new Batch(schema, batchSize);
      }
      all.add(batch);
    }
    batch.clear();
    return batch;
  }

  /// All batches, for the next exchange. Both sides must have ended, and the consumer keeps none.
  List<Batch> all() {
    return all;
  }

  /// Hands a filled batch to the consumer.
  void publish(Batch batch) {
    lock.lock();
    try {
      filled.add(batch);
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Says that no batch follows.
  void finish() {
    end(null);
  }

  /// Says that no batch follows because of a failure, which the consumer meets after the batches
  /// published before it.
  void fail(Throwable cause) {
    end(cause);
  }

  private void end(@Nullable Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      finished = true;
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The next filled batch, or null after the last one and after [#close()].
  ///
  /// @throws ExecutionException when the producer failed, with the cause
  @Nullable Batch take() throws InterruptedException, ExecutionException {
    lock.lock();
    try {
      if (mustWait()) {
        long start = System.nanoTime();
        while (mustWait()) {
          notEmpty.await();
        }
        consumerWaitNanos += System.nanoTime() - start;
      }
      if (closed) {
        return null;
      }
      Batch batch = filled.poll();
      if (batch != null) {
        notFull.signal();
        return batch;
      }
      if (failure != null) {
        throw new ExecutionException(failure);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean mustWait() {
    return filled.isEmpty() && !finished && !closed;
  }

  /// Gives a taken batch back.
  void recycle(Batch batch) {
    lock.lock();
    try {
      free.push(batch);
    } finally {
      lock.unlock();
    }
  }

  /// Ends both sides: whoever waits, or comes later, is turned away.
  void close() {
    lock.lock();
    try {
      closed = true;
      notFull.signalAll();
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How long the producer waited for room, in nanoseconds.
  long producerWaitNanos() {
    lock.lock();
    try {
      return producerWaitNanos;
    } finally {
      lock.unlock();
    }
  }

  /// How long the consumer waited for batches, in nanoseconds.
  long consumerWaitNanos() {
    lock.lock();
    try {
      return consumerWaitNanos;
    } finally {
      lock.unlock();
    }
  }
}
