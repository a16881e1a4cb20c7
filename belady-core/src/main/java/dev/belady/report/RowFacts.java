// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import dev.belady.report.FactTable.Fact;
import dev.belady.tier.MoveTotals;
import dev.belady.train.HotStatistics;
import dev.belady.train.RowUses;
import dev.belady.train.TierStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What became of the rows of a run, as tables of its page.
final class RowFacts {
  private RowFacts() {}

  /// How a memory budget met and moved the rows.
  static FactTable of(TierStatistics statistics) {
    RowUses uses = statistics.uses();
    MoveTotals moves = statistics.moves();
    return new FactTable(
        "Rows under the budget",
        List.of(
            new Fact("frames", Figures.grouped(statistics.frames())),
            new Fact("policy", statistics.policy() + ", look-ahead " + statistics.lookahead()),
            new Fact("found in a frame", part(uses.foundRows(), uses.rows())),
            new Fact("used for the first time", part(uses.firstRows(), uses.rows())),
            new Fact("brought back", part(uses.missedRows(), uses.rows())),
            new Fact(
                "stores",
                Figures.bytes(moves.fetchedBytes())
                    + " read, "
                    + Figures.bytes(moves.writtenBytes())
                    + " written")));
  }

  /// What hot rows did.
  static FactTable of(HotStatistics statistics) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "rows", Figures.grouped(statistics.rows()) + ", " + Figures.bytes(statistics.bytes())));
    if (statistics.estimate() != null) {
      facts.add(
          new Fact(
              "accesses expected of inputs outside of the sample",
              String.format(Locale.ROOT, "%.1f%%", 100 * statistics.estimate().ofOthers())));
    }
    if (statistics.accesses() > 0) {
      facts.add(new Fact("accesses", part(statistics.hotAccesses(), statistics.accesses())));
    }
    if (statistics.choices() > 0) {
      facts.add(new Fact("chosen anew", Figures.grouped(statistics.choices()) + " times"));
    }
    return new FactTable("Hot rows", facts);
  }

  private static String part(long count, long all) {
    return String.format(
        Locale.ROOT, "%.1f%% of %s", 100.0 * count / Math.max(1, all), Figures.grouped(all));
  }
}
