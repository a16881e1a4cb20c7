// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.popularity.DataProfile;
import dev.belady.popularity.DataProfile.Coverage;
import dev.belady.report.FactTable;
import dev.belady.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A profile as lines of text.
///
/// @param profile the profile
/// @param hotSet what a hot set is worth that was chosen from the sample of the inputs
record ProfileText(DataProfile profile, HotSetFigures hotSet) {
  private static final double[] PARTS = {
    0.001, 0.0025, 0.005, 0.007, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1
  };

  /// All lines.
  List<String> lines() {
    List<String> lines = new ArrayList<>(fields());
    lines.add("");
    lines.add(
        Figures.grouped(profile.samples())
            + " inputs, "
            + Figures.grouped(profile.accesses())
            + " accesses, "
            + Figures.grouped(profile.keys())
            + " rows in use: "
            + Figures.bytes(profile.usedBytes())
            + (profile.tableBytes() > 0 ? " of " + Figures.bytes(profile.tableBytes()) : "")
            + " with optimizer state");
    if (profile.error() > 0) {
      lines.add(
          "notice: the counters are full (--count-memory): rare keys were dropped, a count may be too"
              + " low by "
              + Figures.grouped(profile.error())
              + ", and there are more keys than are named here");
    }
    lines.add("");
    lines.addAll(coverage());
    lines.add("");
    stability(lines);
    lines.add(
        "suggested hot set: "
            + Figures.bytes(profile.suggestion().bytes())
            + ": "
            + profile.suggestion().reason());
    for (FactTable.Fact fact : hotSetTable().facts()) {
      lines.add(fact.name() + ": " + fact.value());
    }
    return lines;
  }

  private List<String> fields() {
    TextTable table =
        new TextTable(
            "field", ">keys", ">of", ">seen once", ">top 0.1%", ">top 1%", ">top 10%", ">accesses");
    for (DataProfile.FieldProfile field : profile.fields()) {
      table.add(
          field.name(),
          Figures.grouped(field.keys()),
          field.declaredKeys() > 0 ? Figures.grouped(field.declaredKeys()) : "?",
          percent(field.keys() == 0 ? 0 : (double) field.onceKeys() / field.keys()),
          percent(field.top(0.001)),
          percent(field.top(0.01)),
          percent(field.top(0.1)),
          Figures.grouped(field.accesses()));
    }
    return table.lines();
  }

  private List<String> coverage() {
    // Parts of what the configuration names, as the literature gives them; else of what is in use.
    long whole = profile.tableBytes() > 0 ? profile.tableBytes() : profile.usedBytes();
    TextTable table =
        new TextTable(
            ">hot set",
            profile.tableBytes() > 0 ? ">of tables" : ">of rows in use",
            ">accesses",
            ">hot inputs",
            ">accesses, sample",
            ">hot inputs, sample");
    for (double part : PARTS) {
      long bytes = Math.round(part * whole);
      Coverage chosen = Coverage.at(profile.all(), bytes);
      Coverage sampled = Coverage.at(profile.sampled(), bytes);
      table.add(
          Figures.bytes(bytes),
          String.format(Locale.ROOT, "%.2f%%", 100 * part),
          percent(chosen.accesses()),
          percent(chosen.inputs()),
          percent(sampled.accesses()),
          percent(sampled.inputs()));
      if (bytes >= profile.all().getLast().bytes()) {
        break;
      }
    }
    return table.lines();
  }

  private void stability(List<String> lines) {
    DataProfile.Stability stability = profile.stability();
    if (stability == null) {
      return;
    }
    StringBuilder line = new StringBuilder("first tenth against last: of the hottest");
    String before = " ";
    for (DataProfile.Overlap overlap : stability.overlaps()) {
      line.append(before)
          .append(Figures.value(100 * overlap.part()))
          .append("% of the rows ")
          .append(percent(overlap.common()))
          .append(" are the same");
      before = ", ";
    }
    lines.add(line.toString());
    long bytes = profile.suggestion().bytes();
    lines.add(
        "a hot set of "
            + Figures.bytes(bytes)
            + " chosen from the first tenth covers "
            + percent(Coverage.at(stability.first(), bytes).accesses())
            + " of the accesses of the last; chosen from the last, "
            + percent(Coverage.at(stability.own(), bytes).accesses()));
  }

  /// The hot set in a table.
  FactTable hotSetTable() {
    List<FactTable.Fact> facts = new ArrayList<>();
    facts.add(
        new FactTable.Fact(
            "hot set from a sample of " + Figures.grouped(hotSet.samples()) + " inputs",
            Figures.grouped(hotSet.rows())
                + " rows, "
                + Figures.bytes(hotSet.bytes())
                + " of "
                + Figures.bytes(hotSet.budgetBytes())));
    facts.add(new FactTable.Fact("it covers of all accesses", percent(hotSet.accesses())));
    Double others = hotSet.accessesOfOthers();
    if (others != null) {
      facts.add(
          new FactTable.Fact("of the accesses of inputs outside of the sample", percent(others)));
      facts.add(
          new FactTable.Fact(
              "a run, which knows the sample alone, expects of those",
              percent(hotSet.estimate().ofOthers())));
      facts.add(
          new FactTable.Fact(
              "a hot set chosen from all inputs covers more accesses by",
              String.format(Locale.ROOT, "%.1f points", 100 * hotSet.lost())));
    }
    Double inputs = hotSet.inputs();
    if (inputs != null) {
      facts.add(new FactTable.Fact("inputs that need hot rows only", percent(inputs)));
    }
    if (hotSet.needsMoreInputs()) {
      facts.add(new FactTable.Fact("notice", hotSet.advice()));
    }
    if (hotSet.estimate().countError() > 0) {
      facts.add(
          new FactTable.Fact(
              "notice",
              "the counters of the sample are full (--count-memory): rare keys were dropped, a count"
                  + " may be too low by "
                  + Figures.grouped(hotSet.estimate().countError())));
    }
    return new FactTable("Hot set", facts);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}
