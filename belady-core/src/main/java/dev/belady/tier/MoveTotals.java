// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

/// What a [Mover] has done.
///
/// @param made rows that were used for the first time
/// @param forwarded rows that came back from the write-back buffer
/// @param fetched rows read from the store
/// @param fetchedBytes their bytes
/// @param written rows written to the store
/// @param writtenBytes their bytes
/// @param gateNanos how long the mover waited for training
/// @param readNanos how long the mover waited for reads
/// @param writeNanos how long the mover waited for writes
public record MoveTotals(
    long made,
    long forwarded,
    long fetched,
    long fetchedBytes,
    long written,
    long writtenBytes,
    long gateNanos,
    long readNanos,
    long writeNanos) {
  static final MoveTotals ZERO = new MoveTotals(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// What came on top of `earlier`.
  public MoveTotals since(MoveTotals earlier) {
    return new MoveTotals(
        made - earlier.made,
        forwarded - earlier.forwarded,
        fetched - earlier.fetched,
        fetchedBytes - earlier.fetchedBytes,
        written - earlier.written,
        writtenBytes - earlier.writtenBytes,
        gateNanos - earlier.gateNanos,
        readNanos - earlier.readNanos,
        writeNanos - earlier.writeNanos);
  }
}
