// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.io.Closeable;
import java.io.IOException;

/// A writer of samples in one format.
public interface SampleWriter extends Closeable {
  /// Appends all samples of `batch`.
  void write(Batch batch) throws IOException;

  /// Completes headers, lists and metadata. Files are not valid before this returns.
  @Override
  void close() throws IOException;
}
