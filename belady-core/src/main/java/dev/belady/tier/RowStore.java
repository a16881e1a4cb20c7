// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

/// Keeps the records of the rows of one table that are not in memory. The place where another kind
/// of storage comes in.
///
/// Rows are numbered densely in the order of their first use, so a store that puts row r at r times
/// the size of a record takes no room for rows that nobody touched. Several threads read and write
/// at once, but never the same row. A row is read only after it was written.
public interface RowStore extends AutoCloseable {
  /// Copies records from the store to the addresses of `rows`, entries `from` to `end - 1`, in
  /// ascending order of row.
  ///
  /// @throws dev.belady.data.DataException when the store fails; the message names it
  void read(RowAddresses rows, int from, int end);

  /// Copies records from the addresses of `rows`, entries `from` to `end - 1`, in ascending order
  /// of row. Once it returns, reads see them.
  ///
  /// @throws dev.belady.data.DataException when the store fails; what the rows hold is then unknown
  void write(RowAddresses rows, int from, int end);

  /// Gives back what the store takes up. No read or write may be under way.
  @Override
  void close();
}
