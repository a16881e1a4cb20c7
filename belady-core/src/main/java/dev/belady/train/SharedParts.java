// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The parts of a task that its worker lets others take.
///
/// One number holds how many parts there are and which is the next, so whoever moves it on owns a
/// part of the present offer, whatever it saw before. The worker makes no new offer until all parts
/// of the last are finished, so what an owner reads then belongs to its part.
final class SharedParts {
  private final AtomicLong countAndNext = new AtomicLong();
  private final AtomicInteger unfinished = new AtomicInteger();
  private WorkerPool.Task task = (worker, index) -> {};

  /// Offers parts 0 to `count - 1`, when nothing of the last offer is unfinished.
  void offer(int count, WorkerPool.Task newTask) {
    task = newTask;
    unfinished.set(count);
    countAndNext.set((long) count << Integer.SIZE);
  }

  /// Takes a part: its number, or -1 if none is left.
  int take() {
    while (true) {
      long seen = countAndNext.get();
      int next = (int) seen;
      if (next >= (int) (seen >>> Integer.SIZE)) {
        return -1;
      }
      if (countAndNext.compareAndSet(seen, seen + 1)) {
        return next;
      }
    }
  }

  /// The task of a part that was taken and is not finished.
  WorkerPool.Task task() {
    return task;
  }

  /// A part that was taken is finished.
  void finished() {
    unfinished.decrementAndGet();
  }

  /// Whether parts of the offer are still to be taken or being run.
  boolean unfinished() {
    return unfinished.get() > 0;
  }
}
