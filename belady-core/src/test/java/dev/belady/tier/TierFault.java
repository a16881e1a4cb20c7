// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

/// Mistakes that a cache of rows under training can make, put in on purpose. Most of them are in
/// released systems; the tests must notice each.
public enum TierFault {
  /// All is as it should be.
  NONE,
  /// A row is read from the store while its write-back is still on its way.
  FETCH_BEFORE_WRITE_BACK,
  /// A row leaves its frame before the last batch that is bound to it was trained.
  VICTIM_STILL_IN_USE,
  /// At the end tables are read from the store although updates are still in frames.
  NO_FINAL_FLUSH,
  /// Frames are emptied for another split, and their updates are not written before.
  MISSING_FLUSH,
  /// A row comes in as it was when it was read before, not as it was written last.
  STALE_COPY,
  /// A row that leaves is not written.
  LOST_VICTIM,
  /// Of two writes of a row the older takes effect last.
  WRITES_OUT_OF_ORDER,
  /// The optimizer's state does not travel with its row.
  STATE_LEFT_BEHIND,
  /// A write stops half-way without an error.
  SHORT_WRITE,
  /// A write says that it is over before reads see its rows.
  WRITE_ACKNOWLEDGED_EARLY,
  /// A read that a write overtakes has the beginning of the new row and the end of the old one.
  TORN_ROW,
  /// Rows are kept with 16 bits per value.
  HALF_PRECISION,
  /// Row numbers pass through 32-bit floats, here as if the first were 2^24.
  ROW_NUMBERS_AS_FLOATS
}
