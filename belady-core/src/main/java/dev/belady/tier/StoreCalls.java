// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Calls of stores that a few threads make together, each taking the next one when its last has
/// ended: to wake a thread costs as much as several calls that the page cache answers, so each is
/// woken once for all of them.
///
/// One thread adds calls, starts them and waits for their end; then the list is empty again.
final class StoreCalls {
  private final Executor executor;
  private final int threads;
  private final List<Runnable> calls = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final Runnable work = this::makeCalls;
  private final Semaphore ended = new Semaphore(0);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private int started;

  /// No calls.
  ///
  /// @param threads how many threads make them at most
  StoreCalls(Executor executor, int threads) {
    this.executor = executor;
    this.threads = threads;
  }

  /// Adds a call that may be made at the same time as any other. All before [#start].
  void add(Runnable call) {
    calls.add(call);
  }

  /// Starts to make the calls.
  void start() {
    next.set(0);
    started = Math.min(threads, calls.size());
    for (int i = 0; i < started; i++) {
      executor.execute(work);
    }
  }

  private void makeCalls() {
    try {
      for (int i = next.getAndIncrement(); i < calls.size(); i = next.getAndIncrement()) {
        calls.get(i).run();
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      next.set(calls.size());
    } finally {
      ended.release();
    }
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /// Waits until all calls have ended.
  ///
  /// @throws RuntimeException what a call has thrown; calls not begun by then were left out
  void await() throws InterruptedException {
    ended.acquire(started);
    calls.clear();
    switch (failure.getAndSet(null)) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("calls throw nothing else");
    }
  }
}
