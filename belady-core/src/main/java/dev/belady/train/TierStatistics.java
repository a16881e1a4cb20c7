// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.tier.MoveTotals;
import java.util.Locale;

/// How rows have moved between memory and the stores, since training began or since a moment.
///
/// @param policy who decides which rows leave: `lookahead` or `cdlrm`
/// @param lookahead batches that are known when one is planned
/// @param issueDistance batches that are trained while the rows of the next one are under way
/// @param windowDepth batches that are known now, behind the last one that training took
/// @param frames rows that memory holds, over all tables
/// @param splits how often the frames were split anew among the tables since the first batch,
///   because one had too few for a batch
/// @param uses how the rows of the planned batches were met
/// @param moves what came in and went out
public record TierStatistics(
    String policy,
    int lookahead,
    int issueDistance,
    int windowDepth,
    long frames,
    long splits,
    RowUses uses,
    MoveTotals moves) {
  /// The part of the distinct rows of the batches, 0 to 1, that was in a frame already; see
  /// [RowUses].
  public double hitRate() {
    return uses.hitRate();
  }

  /// What came on top of `earlier`.
  TierStatistics since(TierStatistics earlier) {
    return new TierStatistics(
        policy,
        lookahead,
        issueDistance,
        windowDepth,
        frames,
        splits,
        uses.since(earlier.uses),
        moves.since(earlier.moves));
  }

  /// The statistics in one line, for example `rows: 93.1% found in 50,000 frames (policy lookahead,
  /// look-ahead 32), 2.0% used for the first time, 1.200 GiB read, 1.300 GiB written`.
  public String describe() {
    return String.format(
        Locale.ROOT,
        "rows: %.1f%% found in %,d frames (policy %s, look-ahead %d), %.1f%% used for the first"
            + " time, %.3f GiB read, %.3f GiB written",
        100 * hitRate(),
        frames,
        policy,
        lookahead,
        100 * uses.firstUseRate(),
        moves.fetchedBytes() * 0x1p-30,
        moves.writtenBytes() * 0x1p-30);
  }
}
