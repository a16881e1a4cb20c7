// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// What a policy has cost on a trace, in rows.
///
/// A row that a batch uses many times is one request of that batch and many lookups; when it must
/// come in for the batch, the request is a miss and so are all of these lookups.
///
/// @param requests distinct rows per batch, summed over the batches
/// @param misses requests for which the row had to come into fast memory or past it, first uses
///   included
/// @param lookups uses of rows
/// @param missedLookups the lookups of missed requests
/// @param fetched rows read from the store or created; more than the misses where a policy fetches
///   in vain
/// @param written rows written back, those left at the end included
/// @param bypassed misses whose row was used without a place in fast memory
public record Traffic(
    long requests,
    long misses,
    long lookups,
    long missedLookups,
    long fetched,
    long written,
    long bypassed) {
  /// No traffic.
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0);

  /// Requests that found their row in fast memory.
  public long hits() {
    return requests - misses;
  }

  /// The share of requests that found their row in fast memory, 0 to 1.
  public double hitRate() {
    return share(hits(), requests);
  }

  /// The share of lookups that found their row in fast memory, 0 to 1.
  public double lookupHitRate() {
    return share(lookups - missedLookups, lookups);
  }

  /// Bytes that came into fast memory or past it, first uses included.
  public long bytesFetched(long recordBytes) {
    return Math.multiplyExact(fetched, recordBytes);
  }

  /// Bytes that were written back.
  public long bytesWritten(long recordBytes) {
    return Math.multiplyExact(written, recordBytes);
  }

  /// Bytes between fast memory and store, both ways.
  public long bytesMoved(long recordBytes) {
    return Math.addExact(bytesFetched(recordBytes), bytesWritten(recordBytes));
  }

  /// The sum of two, of different tables.
  public Traffic plus(Traffic other) {
    return new Traffic(
        requests + other.requests,
        misses + other.misses,
        lookups + other.lookups,
        missedLookups + other.missedLookups,
        fetched + other.fetched,
        written + other.written,
        bypassed + other.bypassed);
  }

  static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
