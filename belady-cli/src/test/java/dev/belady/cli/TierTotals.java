// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.tier.MoveTotals;
import dev.belady.tier.StallCause;
import dev.belady.tier.Stalls;
import dev.belady.train.RowUses;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingTotals;
import java.util.Map;

/// The totals of a run with a memory budget that goes at an even pace.
final class TierTotals {
  private static final long MIB = 1 << 20;

  private TierTotals() {}

  /// How rows were moved after some seconds.
  static TierStatistics tier(long seconds) {
    RowUses uses =
        new RowUses(
            1000 * seconds,
            750 * seconds,
            50 * seconds,
            4000 * seconds,
            3500 * seconds,
            50 * seconds);
    MoveTotals moves =
        new MoveTotals(
            50 * seconds,
            30 * seconds,
            170 * seconds,
            3 * MIB * seconds,
            90 * seconds,
            MIB * seconds,
            0,
            0,
            0);
    return new TierStatistics("cdlrm", 32, 1, 30, 50, 0, uses, moves);
  }

  /// After some seconds, in each of which a quarter was spent on reads.
  static TrainingTotals of(long seconds) {
    Stalls stalls =
        new Stalls(
            Map.of(
                StallCause.READS, 250_000_000L * seconds, StallCause.DATA, 2_000_000L * seconds));
    return new TrainingTotals((double) seconds, stalls, tier(seconds));
  }
}
