// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.lookahead.policy.BatchRows;
import dev.belady.lookahead.policy.PolicySpec;
import dev.belady.report.Chart;
import dev.belady.report.Curve;
import dev.belady.report.Figures;
import dev.belady.report.Page;
import dev.belady.report.WideTable;
import dev.belady.simulate.KeyTrace;
import dev.belady.simulate.SimulationOutcome;
import dev.belady.simulate.SimulationOutcome.Line;
import dev.belady.simulate.SimulationOutcome.Section;
import dev.belady.simulate.SimulationSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The results of a simulation as an HTML page: plots over the sizes, and all figures.
///
/// @param trace what was simulated
/// @param spec the policies and sizes
/// @param outcome the results, at least one section
record SimulationPage(KeyTrace trace, SimulationSpec spec, SimulationOutcome outcome) {
  private static final List<String> HEADS =
      List.of(
          "size",
          "policy",
          "rows",
          "bytes",
          "hits/row",
          "without first uses",
          "hits/lookup",
          "without first uses",
          "fetched",
          "written",
          "moved");

  /// The whole page.
  String html() {
    String name = trace.name();
    String file = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    Page page =
        new Page(
            "cache simulation",
            file,
            outcome.complete() ? "Completed" : "Stopped; results of the batches so far",
            name
                + " · "
                + (spec.batchRows() == BatchRows.COUNTED
                    ? "sizes hold the rows of the batch being trained, too"
                    : "the rows of the batch being trained lie beside the sizes"));
    page.tiles(tiles(outcome.sections().getFirst()));
    for (Section section : outcome.sections()) {
      if (section.lines().stream().anyMatch(Line::fits)) {
        page.grid(charts(section));
      }
      page.wide(table(section));
    }
    page.list("How to read this", SimulationText.notes(spec, outcome));
    return page.html();
  }

  private static List<Page.Tile> tiles(Section section) {
    return List.of(
        new Page.Tile(
            "Batches",
            Figures.count(section.report().batches()),
            Figures.grouped(section.report().batches())),
        new Page.Tile(
            "Lookups",
            Figures.count((double) section.report().lookups()),
            Figures.count((double) section.report().requests()) + " distinct rows of batches"),
        new Page.Tile(
            "Distinct rows",
            Figures.count((double) section.distinctRows()),
            Figures.bytes(section.distinctBytes())),
        new Page.Tile(
            "First uses",
            Math.round(100.0 * section.report().firstUses() / section.report().requests()) + "%",
            "of the distinct rows of batches; every policy misses them"));
  }

  private List<Chart> charts(Section section) {
    return List.of(
        chart(
            section,
            SimulationText.Measure.ROWS_AGAIN,
            "Hit rate in %, first uses left out, over rows of the cache"),
        chart(section, SimulationText.Measure.MOVED, "Bytes moved over rows of the cache"));
  }

  private Chart chart(Section section, SimulationText.Measure measure, String title) {
    List<Chart.Series> series = new ArrayList<>();
    for (int policy = 0; policy < spec.policies().size(); policy++) {
      PolicySpec shown = spec.policies().get(policy);
      Curve curve = new Curve();
      section.lines().stream()
          .filter(line -> line.policy().equals(shown) && line.fits())
          .sorted(Comparator.comparingLong(Line::rows))
          .forEach(line -> curve.add(line.rows(), measure.value(section.report(), line)));
      if (curve.size() > 0) {
        series.add(new Chart.Series(shown.label(), curve, Chart.Look.DOTS));
      }
    }
    return new Chart(
        title, section.name(), series, null, true, new Chart.Horizontal("rows of the cache", true));
  }

  private WideTable table(Section section) {
    List<List<String>> rows = new ArrayList<>();
    for (Line line : section.lines()) {
      List<String> cells = new ArrayList<>();
      cells.add(line.size().text());
      cells.add(line.policy().label());
      cells.add(Figures.grouped(line.rows()));
      cells.add(Figures.bytes(line.bytes()));
      for (SimulationText.Measure measure :
          List.of(
              SimulationText.Measure.ROWS,
              SimulationText.Measure.ROWS_AGAIN,
              SimulationText.Measure.LOOKUPS,
              SimulationText.Measure.LOOKUPS_AGAIN)) {
        cells.add(measure.text(section.report(), line) + (line.fits() ? "%" : ""));
      }
      cells.add(line.fits() ? Figures.bytes(line.bytesFetched()) : SimulationText.DOES_NOT_FIT);
      cells.add(line.fits() ? Figures.bytes(line.bytesWritten()) : SimulationText.DOES_NOT_FIT);
      cells.add(SimulationText.Measure.MOVED.text(section.report(), line));
      rows.add(cells);
    }
    return new WideTable("All figures", SimulationText.facts(trace, section), HEADS, 2, rows);
  }
}
