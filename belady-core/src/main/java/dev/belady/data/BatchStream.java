// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/// Batches in the order in which they are trained.
public interface BatchStream extends Closeable {
  /// The next batch, waiting for it if need be; null at the end and after [#close()].
  ///
  /// @throws DataException when the data cannot be read; every later call throws it again
  @Nullable Batch take() throws InterruptedException;

  /// Whether the next [#take()] may wait until the batches before it have been trained, because
  /// what comes depends on them. For the thread that takes.
  default boolean waitsForTraining() {
    return false;
  }

  /// Gives a batch back for another use; any thread may do it.
  void recycle(Batch batch);

  @Override
  void close();
}
