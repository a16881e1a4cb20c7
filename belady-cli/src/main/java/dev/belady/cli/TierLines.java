// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.report.Figures;
import dev.belady.tier.StallCause;
import dev.belady.train.RowUses;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingEvent.RowsMoved;
import dev.belady.train.TrainingTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a run with a memory budget tells of its rows and waits, as text.
final class TierLines {
  private TierLines() {}

  /// The end of a line about some iterations: how rows were met and moved, and each wait of a
  /// millisecond or more.
  static String recent(TrainingTotals recent, TierStatistics tier) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            " hits: %s new: %s in: %s out: %s ahead: %d",
            percent(tier.hitRate()),
            percent(tier.uses().firstUseRate()),
            perSecond(recent.readBytesPerSecond()),
            perSecond(recent.writtenBytesPerSecond()),
            tier.windowDepth()));
    String before = " stalls: ";
    for (StallCause cause : StallCause.values()) {
      long millis = recent.stalls().nanos(cause) / 1_000_000;
      if (millis > 0) {
        line.append(before).append(cause.label()).append(' ').append(millis).append(" ms");
        before = ", ";
      }
    }
    return line.toString();
  }

  private static String percent(double part) {
    return Double.isNaN(part) ? "?" : String.format(Locale.ROOT, "%.1f%%", 100 * part);
  }

  private static String perSecond(double bytes) {
    return Figures.bytes((long) bytes) + "/s";
  }

  /// How the rows of a run with a memory budget were met, what was moved, and how long training
  /// waited for what.
  static List<String> ended(RowsMoved moved) {
    TierStatistics tier = moved.statistics();
    TrainingTotals totals = moved.totals();
    RowUses uses = tier.uses();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Rows in %,d frames, policy %s, look-ahead %d, %d under way while one trains",
            tier.frames(),
            tier.policy(),
            tier.lookahead(),
            tier.issueDistance()));
    TextTable met = new TextTable("", ">rows", ">of rows", ">of lookups");
    met.add(
        "found in a frame",
        Figures.grouped(uses.foundRows()),
        percent(uses.hitRate()),
        percent(uses.lookupHitRate()));
    met.add(
        "used for the first time",
        Figures.grouped(uses.firstRows()),
        percent(uses.firstUseRate()),
        percent((double) uses.firstLookups() / uses.lookups()));
    met.add(
        "brought back",
        Figures.grouped(uses.missedRows()),
        percent((double) uses.missedRows() / uses.rows()),
        percent((double) uses.missedLookups() / uses.lookups()));
    met.lines().forEach(line -> lines.add("  " + line));
    lines.add(
        "Stores: "
            + moved(totals.readBytesPerSecond(), tier.moves().fetchedBytes(), "read")
            + ", "
            + moved(totals.writtenBytesPerSecond(), tier.moves().writtenBytes(), "written"));
    lines.add(
        "Training waited "
            + Figures.duration(totals.stalls().totalNanos() * 1e-9)
            + " of "
            + Figures.duration(totals.seconds()));
    lines.addAll(stallLines(totals));
    return lines;
  }

  private static List<String> stallLines(TrainingTotals totals) {
    TextTable stalls = new TextTable("for", ">ms", ">of time");
    boolean any = false;
    for (StallCause cause : StallCause.values()) {
      long millis = totals.stalls().nanos(cause) / 1_000_000;
      if (millis > 0) {
        any = true;
        stalls.add(cause.label(), Figures.grouped(millis), percent(totals.stallFraction(cause)));
      }
    }
    return any ? stalls.lines().stream().map(line -> "  " + line).toList() : List.of();
  }

  private static String moved(double perSecond, long bytes, String verb) {
    return Figures.bytes(bytes) + " " + verb + " (" + perSecond(perSecond) + ")";
  }
}
