// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fixed group of threads that run numbered tasks together; the caller is worker 0.
///
/// Which worker runs which task is decided by who comes first, so tasks must not let results depend
/// on it. One thread at a time may call [#run]. A worker without a task helps those that still have
/// one and [#share] it. Where every worker can have a processor, a worker that has nothing to do
/// lets other threads run for some milliseconds before it parks, since the gaps inside a training
/// step are short and a parked thread takes long to come back.
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

  private static final long SPIN_NANOS = 30_000;
  private static final long PATIENCE_NANOS = 2_000_000;

  private final Thread[] threads;
  private final AtomicInteger nextTask = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicInteger generation = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final SharedParts[] shared;
  private final boolean patient;
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
    shared = new SharedParts[size];
    Arrays.setAll(shared, _ -> new SharedParts());
    patient = size <= Runtime.getRuntime().availableProcessors();
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
    failure.set(null);
    if (threads.length == 0 || count <= 1) {
      for (int index = 0; index < count; index++) {
        newTask.run(0, index);
      }
      rethrow(failure.get());
      return;
    }
    task = newTask;
    taskCount = count;
    nextTask.set(0);
    caller = Thread.currentThread();
    running.set(threads.length);
    generation.incrementAndGet();
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    drain(0);
    awaitEndOfRun();
    rethrow(failure.get());
  }

  /// The workers that have no task now and would take part in [#share].
  public int waiting() {
    return waiting.get();
  }

  /// Runs parts 0 to `count - 1` of a task on the worker that calls this from within the task, and
  /// on workers that wait; returns when all are done.
  ///
  /// A failure of a part is thrown by [#run].
  public void share(int worker, int count, Task part) {
    SharedParts mine = shared[worker];
    mine.offer(count, part);
    while (runPart(worker, mine)) {}
    while (mine.unfinished()) {
      Thread.onSpinWait();
    }
  }

  private boolean runPart(int worker, SharedParts parts) {
    int part = parts.take();
    if (part < 0) {
      return false;
    }
    try {
      parts.task().run(worker, part);
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    } finally {
      parts.finished();
    }
    return true;
  }

  private boolean help(int worker) {
    for (SharedParts parts : shared) {
      if (runPart(worker, parts)) {
        return true;
      }
    }
    return false;
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

  private void awaitEndOfRun() {
    waiting.incrementAndGet();
    long busy = System.nanoTime();
    while (running.get() > 0) {
      busy = pause(0, busy);
    }
    waiting.decrementAndGet();
  }

  private void loop(int worker) {
    int seen = 0;
    while (true) {
      waiting.incrementAndGet();
      long busy = System.nanoTime();
      while (generation.get() == seen && !closed) {
        busy = pause(worker, busy);
      }
      waiting.decrementAndGet();
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

  /// A moment of a worker without a task: it helps, or waits a little, or parks.
  ///
  /// @param busy when it last did something
  /// @return the same, brought up to date
  @SuppressWarnings("ThreadPriorityCheck") // Only speed depends on the yield.
  private long pause(int worker, long busy) {
    if (help(worker)) {
      return System.nanoTime();
    }
    long idle = System.nanoTime() - busy;
    if (idle < SPIN_NANOS) {
      Thread.onSpinWait();
    } else if (patient && idle < PATIENCE_NANOS) {
      Thread.yield();
    } else {
      waiting.decrementAndGet();
      LockSupport.park(this);
      waiting.incrementAndGet();
    }
    return busy;
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
