// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.tier.MoveTotals;

/// How rows have moved between memory and the stores since training began.
///
/// @param lookahead batches that are known when one is planned
/// @param issueDistance batches that are trained while the rows of the next one are under way
/// @param frames rows that memory holds, over all tables
/// @param usedRows distinct rows of each planned batch, added up
/// @param moves what came in and went out
/// @param storeWaitNanos how long training waited for rows that were under way
/// @param dataWaitNanos how long training waited for batches to be read and planned
public record TierStatistics(
    int lookahead,
    int issueDistance,
    long frames,
    long usedRows,
    MoveTotals moves,
    long storeWaitNanos,
    long dataWaitNanos) {
  /// The part of the used rows, 0 to 1, that was neither read from a store nor taken back from a
  /// write-back buffer; 1 before the first.
  public double hitRate() {
    long misses = moves.fetched() + moves.forwarded();
    return usedRows == 0 ? 1 : 1 - (double) misses / usedRows;
  }
}
