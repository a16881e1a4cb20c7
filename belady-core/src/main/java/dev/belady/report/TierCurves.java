// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import dev.belady.tier.StallCause;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingTotals;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How a run with a memory budget met and moved its rows, and what any run waited for, over time.
final class TierCurves {
  private static final double MIB = 1 << 20;

  private final Curve found = new Curve();
  private final Curve firstUses = new Curve();
  private final Curve read = new Curve();
  private final Curve written = new Curve();
  private final Map<StallCause, Curve> stalls = new EnumMap<>(StallCause.class);
  private TrainingTotals totals = TrainingTotals.NONE;

  /// Takes in what came on top of the step before.
  void add(TrainingEvent.Progress step) {
    TrainingTotals recent = step.totals().since(totals);
    totals = step.totals();
    if (recent.seconds() <= 0) {
      return;
    }
    for (StallCause cause : StallCause.values()) {
      stalls
          .computeIfAbsent(cause, _ -> new Curve())
          .add(step.iteration(), 100 * recent.stallFraction(cause));
    }
    TierStatistics tier = recent.tier();
    if (tier != null) {
      found.add(step.iteration(), 100 * tier.hitRate());
      firstUses.add(step.iteration(), 100 * tier.uses().firstUseRate());
      read.add(step.iteration(), recent.readBytesPerSecond() / MIB);
      written.add(step.iteration(), recent.writtenBytesPerSecond() / MIB);
    }
  }

  /// The charts that have something to show: waits for data alone are not worth one.
  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    if (read.isEmpty()) {
      return charts;
    }
    if (!found.isEmpty()) {
      charts.add(
          chart(
              "Distinct rows, %",
              new Chart.Series("found in a frame", found, Chart.Look.NOISY),
              new Chart.Series("used for the first time", firstUses, Chart.Look.NOISY)));
    }
    charts.add(
        chart(
            "Stores, MiB per second",
            new Chart.Series("read", read, Chart.Look.NOISY),
            new Chart.Series("written", written, Chart.Look.NOISY)));
    List<Chart.Series> waits = new ArrayList<>();
    stalls.forEach((cause, curve) -> {
      if (totals.stallFraction(cause) > 0) {
        waits.add(new Chart.Series(cause.label(), curve, Chart.Look.LINE));
      }
    });
    if (!waits.isEmpty()) {
      charts.add(new Chart("Training waits, % of time", "", waits, null, true));
    }
    return charts;
  }

  private static Chart chart(String title, Chart.Series... series) {
    return new Chart(title, "", List.of(series), null, true);
  }
}
