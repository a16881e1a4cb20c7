// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import org.jspecify.annotations.Nullable;

/// The resolved batches of a training set, in order; for the trainer's thread.
interface TrainingBatches extends AutoCloseable {
  /// The next batch, or null at the end of the data. The caller gives it back with [#recycle].
  ///
  /// @throws dev.belady.data.DataException when the data or a store could not be read
  @Nullable ResolvedBatch take() throws InterruptedException;

  /// Gives a batch back that was trained; its contents are gone.
  void recycle(ResolvedBatch batch);

  /// The nanoseconds that [#take] has waited for data so far.
  long waitNanos();

  /// How rows moved between memory and stores; null while all rows are in memory.
  @Nullable TierStatistics tierStatistics();

  @Override
  void close();
}
