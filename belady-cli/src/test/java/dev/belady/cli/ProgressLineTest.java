// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.train.TrainingEvent.Position;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingTotals;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  private static final Progress PROGRESS =
      new Progress(
          Position.ofIterations(1200, 10_000, 4_915_200),
          0.4412345,
          0.001,
          1_212_345,
          0.031,
          17.2,
          185,
          TrainingTotals.NONE);

  @Test
  void aWideTerminalGetsEverything() {
    assertThat(ProgressLine.of(PROGRESS, TrainingTotals.NONE, 0.801234, 200))
        .isEqualTo(
            "iter 1,200/10,000  12%  loss 0.44123  AUC 0.80123  lr 0.001  1.21M samples/s"
                + "  waits for data 3%  3 min 05 s left");
  }

  @Test
  void anUsualTerminalGetsWhatMattersMost() {
    assertThat(ProgressLine.of(PROGRESS, TrainingTotals.NONE, 0.801234, 80))
        .isEqualTo(
            "iter 1,200/10,000  loss 0.44123  AUC 0.80123  1.21M samples/s  3 min 05 s left");
  }

  @Test
  void aNarrowTerminalGetsIterationAndLoss() {
    assertThat(ProgressLine.of(PROGRESS, TrainingTotals.NONE, 0.801234, 40))
        .isEqualTo("iter 1,200/10,000  loss 0.44123");
  }

  @Test
  void underABudgetItShowsHowRowsAreMetAndMoved() {
    TrainingTotals recent = TierTotals.of(2).since(TierTotals.of(1));
    assertThat(ProgressLine.of(PROGRESS, recent, 0.801234, 200))
        .isEqualTo(
            "iter 1,200/10,000  12%  loss 0.44123  AUC 0.80123  lr 0.001  1.21M samples/s"
                + "  hits 75.0%  in 3 MiB/s  out 1 MiB/s  ahead 30  waits for rows 25%"
                + "  waits for data 3%  3 min 05 s left");
    assertThat(ProgressLine.of(PROGRESS, recent, 0.801234, 80)).contains("hits 75.0%");
  }

  @Test
  void noTerminalIsTooNarrow() {
    for (int columns = 1; columns < 220; columns++) {
      assertThat(ProgressLine.of(PROGRESS, TrainingTotals.NONE, 0.8, columns).length())
          .isLessThan(columns);
    }
    assertThat(ProgressLine.of(PROGRESS, TrainingTotals.NONE, 0.8, 12)).isEqualTo("iter 1,200/");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    Progress progress =
        new Progress(
            new Position(77, 0, 7700, 2, 3),
            Double.NaN,
            1e-5,
            950,
            0,
            3,
            Double.NaN,
            TrainingTotals.NONE);
    assertThat(ProgressLine.of(progress, TrainingTotals.NONE, Double.NaN, 200))
        .isEqualTo("iter 77 epoch 2/3  loss NaN  lr 1e-05  950 samples/s");
  }
}
