// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.lookahead.policy.BatchRows;
import dev.belady.lookahead.policy.SimulationReport;
import dev.belady.report.Figures;
import dev.belady.simulate.CacheSize;
import dev.belady.simulate.KeyTrace;
import dev.belady.simulate.SimulationOutcome;
import dev.belady.simulate.SimulationOutcome.Line;
import dev.belady.simulate.SimulationOutcome.Section;
import dev.belady.simulate.SimulationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// The results of a simulation as tables of text: a line per policy, a column per size.
///
/// @param trace what was simulated
/// @param spec the policies and sizes
/// @param outcome the results
record SimulationText(KeyTrace trace, SimulationSpec spec, SimulationOutcome outcome) {
  /// What stands for a size that does not hold the rows of a batch.
  static final String DOES_NOT_FIT = "-";

  /// What is measured, in the order of the tables.
  enum Measure {
    /// Distinct rows of batches.
    ROWS("Hit rate per distinct row of a batch, first uses are misses, in %"),
    /// The same without first uses.
    ROWS_AGAIN("Hit rate per distinct row of a batch, first uses left out, in %"),
    /// Keys.
    LOOKUPS("Hit rate per lookup, first uses are misses, in %"),
    /// The same without first uses.
    LOOKUPS_AGAIN("Hit rate per lookup, first uses left out, in %"),
    /// Both ways.
    MOVED("Bytes moved: rows fetched, first uses included, and written back");

    private final String title;

    Measure(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    /// The figure of a line; percent, or bytes.
    double value(SimulationReport report, Line line) {
      return switch (this) {
        case ROWS -> 100 * line.traffic().hitRate();
        case ROWS_AGAIN -> 100 * report.repeatHitRate(line.traffic());
        case LOOKUPS -> 100 * line.traffic().lookupHitRate();
        case LOOKUPS_AGAIN -> 100 * report.repeatLookupHitRate(line.traffic());
        case MOVED -> (double) line.bytesMoved();
      };
    }

    /// The figure as text.
    String text(SimulationReport report, Line line) {
      return !line.fits()
          ? DOES_NOT_FIT
          : this == MOVED
              ? Figures.bytes(line.bytesMoved())
              : String.format(Locale.ROOT, "%.2f", value(report, line));
    }
  }

  /// All lines.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!outcome.complete()) {
      lines.add(
          outcome.sections().isEmpty()
              ? "Stopped while the trace was read for the first time; there are no results."
              : "Stopped; these are the results of the batches so far.");
    }
    for (Section section : outcome.sections()) {
      lines.add(facts(trace, section));
      for (Measure measure : Measure.values()) {
        lines.add("");
        lines.add(measure.title());
        lines.addAll(table(section, measure));
      }
      lines.add("");
    }
    lines.addAll(notes(spec, outcome));
    return lines;
  }

  /// The trace in a sentence.
  static String facts(KeyTrace trace, Section section) {
    SimulationReport report = section.report();
    return String.format(
        Locale.ROOT,
        "%s, %s: %s batches, %s lookups, %s distinct rows (%s); %s of %s requests are first uses",
        trace.name(),
        section.name(),
        Figures.grouped(report.batches()),
        Figures.grouped(report.lookups()),
        Figures.grouped(section.distinctRows()),
        Figures.bytes(section.distinctBytes()),
        Figures.grouped(report.firstUses()),
        Figures.grouped(report.requests()));
  }

  /// What a reader must know to read the tables.
  static List<String> notes(SimulationSpec spec, SimulationOutcome outcome) {
    List<String> notes = new ArrayList<>();
    if (outcome.sections().isEmpty()) {
      return notes;
    }
    notes.add("A batch asks once for each of its distinct rows; all policies miss first uses.");
    notes.add("A lookup is a hit if its row was in the cache before its batch.");
    notes.add(
        "MIN is the optimum per distinct row and in bytes; per lookup others may come out ahead.");
    notes.add(
        switch (spec.batchRows()) {
          case COUNTED -> "Sizes hold the rows of the batch being trained, too (--beside: not).";
          case BESIDE -> "The rows of the batch being trained lie beside the sizes.";
        });
    boolean allFit =
        outcome.sections().stream()
            .flatMap(section -> section.lines().stream())
            .allMatch(Line::fits);
    if (spec.batchRows() == BatchRows.COUNTED && !allFit) {
      notes.add(
          DOES_NOT_FIT + " where a size does not hold the distinct rows of the largest batch.");
    }
    return notes;
  }

  private List<String> table(Section section, Measure measure) {
    List<String> heads = new ArrayList<>(List.of("policy"));
    for (CacheSize size : spec.sizes()) {
      heads.add(">" + size.text());
    }
    TextTable table = new TextTable(heads.toArray(String[]::new));
    if (measure == Measure.ROWS) {
      table.add(row("rows", section, 0, line -> Figures.count((double) line.rows())));
      table.add(row("bytes", section, 0, line -> Figures.bytes(line.bytes())));
    }
    for (int policy = 0; policy < spec.policies().size(); policy++) {
      table.add(
          row(
              spec.policies().get(policy).label(),
              section,
              policy,
              line -> measure.text(section.report(), line)));
    }
    return table.lines();
  }

  private String[] row(String name, Section section, int policy, Function<Line, String> cell) {
    List<String> cells = new ArrayList<>(List.of(name));
    for (int size = 0; size < spec.sizes().size(); size++) {
      cells.add(cell.apply(section.lines().get(size * spec.policies().size() + policy)));
    }
    return cells.toArray(String[]::new);
  }
}
