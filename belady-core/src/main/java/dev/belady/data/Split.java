// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.io.Closeable;

/// A consecutive part of a data set that one thread reads from start to end.
///
/// A data set is the concatenation of its splits; their order is the order of the samples, however
/// many threads read them.
public interface Split {
  /// What the split is, for messages: the file and the range inside it.
  String describe();

  /// Opens the split for one reading.
  ///
  /// @throws DataException when the file is missing or is not what the configuration says
  Reader open();

  /// One reading of a split.
  interface Reader extends Closeable {
    /// Fills `batch`, which is cleared first, with the next samples, up to its capacity.
    ///
    /// @return the number of samples read; 0 at the end
    /// @throws DataException when a record is bad and may not be skipped
    int read(Batch batch);

    @Override
    void close();
  }
}
