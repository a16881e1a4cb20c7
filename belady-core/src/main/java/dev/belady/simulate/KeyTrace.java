// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

import java.util.List;

/// Batches of keys of one or several tables, which can be read more than once and are the same each
/// time.
public interface KeyTrace {
  /// Where the keys come from, for people.
  String name();

  /// The tables, at least one.
  List<Table> tables();

  /// How many batches there will be, if that is known without reading them; else 0.
  long expectedBatches();

  /// Begins to read.
  ///
  /// @throws dev.belady.data.DataException when the data cannot be read
  Pass open();

  /// A table whose rows the keys name.
  ///
  /// @param name its name
  /// @param recordBytes bytes that a row takes with its optimizer state, at least 1
  record Table(String name, long recordBytes) {}

  /// One reading of the trace, by one thread.
  interface Pass extends AutoCloseable {
    /// Goes to the next batch, at first to the first one.
    ///
    /// @return false at the end
    /// @throws dev.belady.data.DataException when the data cannot be read
    boolean next() throws InterruptedException;

    /// The number of keys of the batch that belong to a table.
    int count(int table);

    /// These keys, from the beginning of an array that is valid until [#next()].
    long[] keys(int table);

    @Override
    void close();
  }
}
