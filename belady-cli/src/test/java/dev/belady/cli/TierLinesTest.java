// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.tier.Stalls;
import dev.belady.train.RowUses;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingEvent.RowsMoved;
import dev.belady.train.TrainingTotals;
import org.junit.jupiter.api.Test;

final class TierLinesTest {
  @Test
  void aLineOfALogHasHitsBytesDepthAndStalls() {
    TrainingTotals recent = TierTotals.of(5).since(TierTotals.of(3));
    assertThat(TierLines.recent(recent, TierTotals.tier(5)))
        .isEqualTo(
            " hits: 75.0% new: 5.0% in: 3 MiB/s out: 1 MiB/s ahead: 30"
                + " stalls: data 4 ms, reads 500 ms");
  }

  @Test
  void theEndIsAShortTable() {
    assertThat(TierLines.ended(new RowsMoved(9, TierTotals.tier(2), TierTotals.of(2))))
        .containsExactly(
            "Rows in 50 frames, policy cdlrm, look-ahead 32, 1 under way while one trains",
            "                            rows  of rows  of lookups",
            "  -----------------------  -----  -------  ----------",
            "  found in a frame         1,500    75.0%       87.5%",
            "  used for the first time    100     5.0%        1.3%",
            "  brought back               400    20.0%       11.3%",
            "Stores: 6 MiB read (3 MiB/s), 2 MiB written (1 MiB/s)",
            "Training waited 0.5 s of 2.0 s",
            "  for     ms  of time",
            "  -----  ---  -------",
            "  data     4     0.2%",
            "  reads  500    25.0%");
  }

  @Test
  void aRunWithoutBatchesHasNoRates() {
    TierStatistics tier =
        new TierStatistics("lookahead", 4, 0, 0, 0, 0, RowUses.NONE, TierTotals.tier(0).moves());
    TrainingTotals totals = new TrainingTotals(0, Stalls.NONE, tier);
    assertThat(TierLines.ended(new RowsMoved(0, tier, totals)))
        .contains("  found in a frame            0        ?           ?")
        .endsWith("Training waited 0.0 s of 0.0 s");
  }
}
