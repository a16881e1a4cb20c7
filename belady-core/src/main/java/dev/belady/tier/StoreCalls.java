// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Calls of stores that a few threads make together, each taking the next one when its last has
/// ended: to wake a thread costs as much as several calls that the page cache answers, so each is
/// woken once for all of them.
///
/// One thread adds calls, starts them and waits for their end; then the list is empty again.
final class StoreCalls {
  private final ExecutorService executor;
  private final int threads;
  private final List<Runnable> calls = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final List<Future<?>> started = new ArrayList<>();

  /// No calls.
  ///
  /// @param threads how many threads make them at most
  StoreCalls(ExecutorService executor, int threads) {
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
    for (int i = 0; i < Math.min(threads, calls.size()); i++) {
      started.add(executor.submit(this::makeCalls));
    }
  }

  private void makeCalls() {
    for (int i = next.getAndIncrement(); i < calls.size(); i = next.getAndIncrement()) {
      calls.get(i).run();
    }
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /// Waits until all calls have ended.
  ///
  /// @throws RuntimeException what a call has thrown; others may still be under way
  void await() throws InterruptedException {
    try {
      for (Future<?> thread : started) {
        thread.get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException("a store failed", e);
      }
    }
    started.clear();
    calls.clear();
  }
}
