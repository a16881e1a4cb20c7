// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

import dev.belady.lookahead.policy.PolicySpec;
import dev.belady.lookahead.policy.SimulationReport;
import dev.belady.lookahead.policy.Traffic;
import java.util.ArrayList;
import java.util.List;

/// What a simulation found out.
///
/// @param complete whether the whole trace was run, or somebody stopped it
/// @param sections one per table; where there are several, a sum of them before
public record SimulationOutcome(boolean complete, List<Section> sections) {
  /// Copies the list.
  public SimulationOutcome {
    sections = List.copyOf(sections);
  }

  /// A table, or all of them.
  ///
  /// @param name of the table
  /// @param distinctRows the distinct rows of the trace
  /// @param distinctBytes the bytes that they take
  /// @param report the trace in figures; its results are those of one table only, see `lines`
  /// @param lines one per size and policy, in the order of [SimulationSpec]
  public record Section(
      String name,
      long distinctRows,
      long distinctBytes,
      SimulationReport report,
      List<Line> lines) {
    /// Copies the list.
    public Section {
      lines = List.copyOf(lines);
    }
  }

  /// A policy at a size.
  ///
  /// @param rows the capacity
  /// @param bytes the bytes that so many rows take
  /// @param fits whether every batch fitted
  /// @param bytesFetched bytes that came in, first uses included
  /// @param bytesWritten bytes that were written back
  public record Line(
      CacheSize size,
      long rows,
      long bytes,
      PolicySpec policy,
      boolean fits,
      Traffic traffic,
      long bytesFetched,
      long bytesWritten) {
    /// Bytes both ways.
    public long bytesMoved() {
      return bytesFetched + bytesWritten;
    }

    private Line plus(Line other) {
      return new Line(
          size,
          rows + other.rows,
          bytes + other.bytes,
          policy,
          fits && other.fits,
          traffic.plus(other.traffic),
          Math.addExact(bytesFetched, other.bytesFetched),
          Math.addExact(bytesWritten, other.bytesWritten));
    }
  }

  /// Puts the reports of the tables together.
  static SimulationOutcome of(
      boolean complete,
      SimulationSpec spec,
      List<KeyTrace.Table> tables,
      List<SimulationReport> reports) {
    List<Section> sections = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      sections.add(section(spec, tables.get(t), reports.get(t)));
    }
    if (sections.size() > 1) {
      sections.addFirst(sections.stream().reduce(SimulationOutcome::sum).orElseThrow());
    }
    return new SimulationOutcome(complete, sections);
  }

  private static Section section(
      SimulationSpec spec, KeyTrace.Table table, SimulationReport report) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < report.results().size(); i++) {
      SimulationReport.Result result = report.results().get(i);
      Traffic traffic = result.traffic();
      lines.add(
          new Line(
              spec.sizes().get(i / spec.policies().size()),
              result.capacity(),
              result.capacity() * table.recordBytes(),
              result.policy(),
              result.fits(),
              traffic,
              traffic.bytesFetched(table.recordBytes()),
              traffic.bytesWritten(table.recordBytes())));
    }
    return new Section(
        table.name(), report.firstUses(), report.firstUses() * table.recordBytes(), report, lines);
  }

  private static Section sum(Section one, Section other) {
    SimulationReport a = one.report();
    SimulationReport b = other.report();
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < one.lines().size(); i++) {
      lines.add(one.lines().get(i).plus(other.lines().get(i)));
    }
    return new Section(
        "all tables",
        one.distinctRows() + other.distinctRows(),
        one.distinctBytes() + other.distinctBytes(),
        new SimulationReport(
            a.batches(),
            a.lookups() + b.lookups(),
            a.requests() + b.requests(),
            a.firstUses() + b.firstUses(),
            a.firstLookups() + b.firstLookups(),
            List.of()),
        lines);
  }
}
