// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.tier.StallCause;
import dev.belady.tier.Stalls;
import org.jspecify.annotations.Nullable;

/// The resolved batches of a training set, in order; for the trainer's thread. What failed once is
/// thrown by every later [#take].
interface TrainingBatches extends AutoCloseable {
  /// The next batch, or null at the end of the data. The caller gives it back with [#recycle].
  ///
  /// @throws dev.belady.data.DataException when the data or a store could not be read
  @Nullable ResolvedBatch take() throws InterruptedException;

  /// Gives a batch back that was trained; its contents are gone.
  void recycle(ResolvedBatch batch);

  /// How long [#take] has waited so far, and for what.
  Stalls stalls();

  /// What most of the wait of the last [#take] was for; null when it did not wait.
  @Nullable StallCause lastStall();

  /// How rows moved between memory and stores; null while all rows are in memory.
  @Nullable TierStatistics tierStatistics();

  /// Ends the threads; returns when they have ended, interrupted or not, because they write to
  /// memory that is freed next.
  @Override
  void close();

  /// Waits for the end of a thread; an interrupt is kept for later.
  static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
