// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.tier.MoveTotals;

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
}
