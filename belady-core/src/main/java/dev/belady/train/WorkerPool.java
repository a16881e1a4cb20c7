// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fixed group of threads that run numbered tasks together; the caller is worker 0.
///
/// Which worker runs which task is decided by who comes first, so tasks must not let results depend
/// on it. One thread at a time may call [#run]. A waiting thread spins for a moment, because the
/// gaps inside a training step are short, then parks.
///
/// Memory: everything written before [#run] is visible to every task; everything a task wrote is
/// visible after [#run] returns.
public final class WorkerPool implements AutoCloseable {
  /// One numbered piece of work.
  @FunctionalInterface
  public interface Task {
    /// Runs task `index` on worker `worker`, 0 to [WorkerPool#size()] - 1.
    void run(int worker, int index);
  }

  private static final int SPINS = 2_000;

  private final Thread[] threads;
  private final AtomicInteger nextTask = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicInteger generation = new AtomicInteger();
  private volatile boolean closed;
  private volatile @Nullable Thread caller;
  private Task task = (worker, index) -> {};
  private int taskCount;

  /// A pool of `size` workers, at least 1: the caller and `size - 1` daemon threads.
  public WorkerPool(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("threads must be > 0: threads=" + size);
    }
    threads = new Thread[size - 1];
    for (int i = 0; i < threads.length; i++) {
      int worker = i + 1;
      threads[i] =
          Thread.ofPlatform()
              .daemon()
              .name("belady-worker-" + worker)
              .unstarted(() -> loop(worker));
      threads[i].start();
    }
  }

  /// The number of workers, the caller included.
  public int size() {
    return threads.length + 1;
  }

  /// Runs tasks 0 to `count - 1` and returns when all are done.
  ///
  /// A failure of a task is thrown here after all workers came to rest; tasks not begun are left
  /// out.
  public void run(int count, Task newTask) {
    if (threads.length == 0 || count <= 1) {
      for (int index = 0; index < count; index++) {
        newTask.run(0, index);
      }
      return;
    }
    task = newTask;
    taskCount = count;
    nextTask.set(0);
    failure.set(null);
    caller = Thread.currentThread();
    running.set(threads.length);
    generation.incrementAndGet();
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    drain(0);
    awaitWorkers();
    rethrow(failure.get());
  }

  private void drain(int worker) {
    try {
      for (int index = nextTask.getAndIncrement();
          index < taskCount;
          index = nextTask.getAndIncrement()) {
        task.run(worker, index);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      nextTask.set(taskCount);
    }
  }

  private void awaitWorkers() {
    int spins = 0;
    while (running.get() > 0) {
      if (spins++ < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
  }

  private void loop(int worker) {
    int seen = 0;
    while (true) {
      int spins = 0;
      while (generation.get() == seen && !closed) {
        if (spins++ < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen = generation.get();
      drain(worker);
      if (running.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }
  }

  private static void rethrow(@Nullable Throwable thrown) {
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(thrown);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
