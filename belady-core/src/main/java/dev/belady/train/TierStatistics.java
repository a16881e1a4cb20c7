// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.tier.MoveTotals;
import java.util.Locale;

/// How rows have moved between memory and the stores since training began.
///
/// @param lookahead batches that are known when one is planned
/// @param issueDistance batches that are trained while the rows of the next one are under way
/// @param frames rows that memory holds, over all tables
/// @param splits how often the frames were split anew among the tables since the first batch,
///   because one had too few for a batch
/// @param usedRows distinct rows of each planned batch, added up
/// @param moves what came in and went out
/// @param storeWaitNanos how long training waited for rows that were under way
/// @param dataWaitNanos how long training waited for batches to be read and planned
public record TierStatistics(
    int lookahead,
    int issueDistance,
    long frames,
    long splits,
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

  /// The statistics in one line, for example `rows: 93.1% found in memory or new (50,000 frames,
  /// look-ahead 32), 1.2 GiB read, 1.3 GiB written, training waited 0.4 s for them`.
  public String describe() {
    return String.format(
        Locale.ROOT,
        "rows: %.1f%% found in memory or new (%,d frames, look-ahead %d), %.3f GiB read, %.3f GiB written,"
            + " training waited %.1f s for them",
        100 * hitRate(),
        frames,
        lookahead,
        moves.fetchedBytes() * 0x1p-30,
        moves.writtenBytes() * 0x1p-30,
        storeWaitNanos * 1e-9);
  }
}
