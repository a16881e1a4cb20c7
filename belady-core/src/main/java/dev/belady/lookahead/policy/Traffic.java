// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// What a policy has cost on a trace, in rows.
///
/// @param requests distinct rows per batch, summed over the batches
/// @param misses requests for which the row had to come into fast memory or past it, first uses
///   included
/// @param fetched rows read from the store or created; more than the misses where a policy fetches
///   in vain
/// @param written rows written back, those left at the end included
/// @param bypassed misses whose row was used without a place in fast memory
public record Traffic(long requests, long misses, long fetched, long written, long bypassed) {
  /// No traffic.
  static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

  /// Requests that found their row in fast memory.
  public long hits() {
    return requests - misses;
  }

  /// The share of requests that found their row in fast memory, 0 to 1.
  public double hitRate() {
    return requests == 0 ? 0 : (double) hits() / requests;
  }

  /// Bytes between fast memory and store, both ways.
  public long bytesMoved(int recordBytes) {
    return Math.multiplyExact(fetched + written, recordBytes);
  }

  /// This traffic and a batch: of `rows` rows `missed` were fetched, `evicted` written back.
  Traffic plus(int rows, int missed, int evicted) {
    return new Traffic(
        requests + rows, misses + missed, fetched + missed, written + evicted, bypassed);
  }

  /// This traffic and a final write-back of `rows` rows.
  Traffic plusWritten(int rows) {
    return new Traffic(requests, misses, fetched, written + rows, bypassed);
  }
}
