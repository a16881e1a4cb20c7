// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// How many rows may stay, and how many must leave when a batch is served, for policies that first
/// take the batch's rows out of their order and put them back as the most valuable of all.
record KeptRows(int capacity, BatchRows batchRows) {
  /// Makes sure that a batch of `count` rows fits.
  ///
  /// @throws BatchTooLargeException when it does not
  void check(int count) {
    switch (batchRows) {
      case COUNTED -> BatchTooLargeException.check(count, capacity);
      case BESIDE -> {}
    }
  }

  /// The rows to evict before the batch's rows are put back.
  ///
  /// @param others rows in fast memory that the batch does not use
  /// @param count rows of the batch
  int evictedBefore(int others, int count) {
    return switch (batchRows) {
      case COUNTED -> Math.max(0, others + count - capacity);
      case BESIDE -> 0;
    };
  }

  /// The rows to evict once the batch's rows are back among them.
  int evictedAfter(int all) {
    return Math.max(0, all - capacity);
  }
}
