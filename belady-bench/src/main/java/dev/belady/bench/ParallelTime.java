// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How long some threads take for the same task side by side.
final class ParallelTime {
  private ParallelTime() {}

  /// Seconds until the last of `threads` threads has done the task.
  static double seconds(int threads, Runnable task) throws InterruptedException {
    Callable<Object> call = Executors.callable(task);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      // The threads exist before the clock runs.
      pool.invokeAll(Collections.nCopies(threads, Executors.callable(() -> {})));
      long start = System.nanoTime();
      for (Future<Object> done : pool.invokeAll(Collections.nCopies(threads, call))) {
        done.get();
      }
      return (System.nanoTime() - start) * 1e-9;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a measured task failed", e);
    }
  }
}
