// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.io.Closeable;
import java.io.IOException;

/// A writer of samples in one format. Used by one thread.
///
/// Nothing carries the name of a complete file or list before it is one.
public interface SampleWriter extends Closeable {
  /// Appends all samples of `batch`.
  ///
  /// @throws DataException when a sample does not fit the format or a file cannot be written
  void write(Batch batch) throws IOException;

  /// Completes headers, lists and metadata; the data set is not valid before this returns. After a
  /// failed [#write(Batch)] it removes what is incomplete instead.
  @Override
  void close() throws IOException;
}
