// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// A [Traffic] in the making. Each miss is a fetch.
final class TrafficCounter {
  private long requests;
  private long misses;
  private long lookups;
  private long missedLookups;
  private long fetched;
  private long written;
  private long bypassed;

  /// A request that finds its row.
  void hit(int rowLookups) {
    requests++;
    lookups += rowLookups;
  }

  /// A request whose row comes in.
  void miss(int rowLookups) {
    missFetchedBefore(rowLookups);
    fetched++;
  }

  /// A request whose row was counted as fetched already.
  void missFetchedBefore(int rowLookups) {
    hit(rowLookups);
    misses++;
    missedLookups += rowLookups;
  }

  /// A request whose row comes, is used, and goes back without a place in fast memory.
  void bypass(int rowLookups) {
    miss(rowLookups);
    written++;
    bypassed++;
  }

  /// Rows that are fetched before a request is known to need them.
  void fetch(int rows) {
    fetched += rows;
  }

  /// Rows that go back to the store.
  void write(int rows) {
    written += rows;
  }

  Traffic traffic() {
    return new Traffic(requests, misses, lookups, missedLookups, fetched, written, bypassed);
  }
}
