// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import dev.belady.popularity.DataProfile;
import dev.belady.popularity.DataProfile.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The HTML page about a data set: who is used how much, and what a hot set of which size covers.
///
/// @param title what was profiled
/// @param source where it lies and how it was read
/// @param profile what was found
/// @param tables tables at the end
public record ProfilePage(
    String title, String source, DataProfile profile, List<FactTable> tables) {
  /// Copies the list.
  public ProfilePage {
    tables = List.copyOf(tables);
  }

  /// The whole page; it needs no other file.
  public String html() {
    Page page = new Page("data profile", title, summary(), source);
    page.tiles(tiles());
    page.grid(charts());
    page.wide(new FieldPanels(profile.fields()));
    List<FactTable> facts = new ArrayList<>(stability());
    facts.addAll(tables);
    page.grid(facts);
    return page.html();
  }

  /// The finding in a sentence.
  public String summary() {
    long bytes = profile.suggestion().bytes();
    Coverage covered = profile.coveredBy(bytes);
    return String.format(
        Locale.ROOT,
        "A hot set of %s, %s, takes %s of the accesses and serves %s of the inputs alone.",
        Figures.bytes(bytes),
        part(bytes),
        FieldPanels.percent(covered.accesses()),
        FieldPanels.percent(covered.inputs()));
  }

  /// So many bytes as a part of the tables, or of the rows in use where the tables' sizes are not
  /// known.
  private String part(long bytes) {
    boolean known = profile.tableBytes() > 0;
    long whole = Math.max(1, known ? profile.tableBytes() : profile.usedBytes());
    return String.format(
        Locale.ROOT,
        "%s%% of the %s",
        Figures.count(100.0 * bytes / whole),
        known ? "tables" : "rows in use");
  }

  private List<Page.Tile> tiles() {
    long hot = bytesFor(0.8);
    return List.of(
        new Page.Tile(
            "Inputs",
            Figures.count((double) profile.samples()),
            Figures.count((double) profile.accesses()) + " accesses to rows"),
        new Page.Tile(
            "Rows in use",
            Figures.count((double) profile.keys()),
            Figures.bytes(profile.usedBytes())
                + (profile.tableBytes() > 0 ? " of " + Figures.bytes(profile.tableBytes()) : "")),
        new Page.Tile(
            "Suggested hot set",
            Figures.bytes(profile.suggestion().bytes()),
            profile.suggestion().reason()),
        new Page.Tile(
            "80% of inputs hot",
            hot == 0 ? "never" : Figures.bytes(hot), hot == 0 ? "" : part(hot)));
  }

  /// The smallest hot set that makes so much of the inputs hot, or 0.
  private long bytesFor(double inputs) {
    for (Coverage point : profile.all()) {
      if (point.inputs() >= inputs) {
        return point.bytes();
      }
    }
    return 0;
  }

  private List<ShareChart> charts() {
    List<ShareChart> charts = new ArrayList<>();
    ShareChart.Mark mark =
        new ShareChart.Mark(
            "suggested " + Figures.bytes(profile.suggestion().bytes()),
            (double) profile.suggestion().bytes());
    String part =
        FieldPanels.percent((double) profile.sampledInputs() / Math.max(1, profile.samples()));
    charts.add(
        new ShareChart(
            "What a hot set covers",
            "Solid: chosen from all inputs. Dashed: chosen from a random "
                + part
                + " of them, and judged by all.",
            Axis.Scale.BYTES,
            List.of(
                line("accesses", 0, false, profile.all(), Coverage::accesses),
                line("inputs", 1, false, profile.all(), Coverage::inputs),
                line("accesses, sample", 0, true, profile.sampled(), Coverage::accesses),
                line("inputs, sample", 1, true, profile.sampled(), Coverage::inputs)),
            mark));
    DataProfile.Stability stability = profile.stability();
    if (stability != null) {
      charts.add(
          new ShareChart(
              "Does it last?",
              "What a hot set covers of the last tenth of the inputs when it is chosen from the first"
                  + " tenth, and from the last itself.",
              Axis.Scale.BYTES,
              List.of(
                  line("accesses, from the last", 7, false, stability.own(), Coverage::accesses),
                  line("accesses, from the first", 0, false, stability.first(), Coverage::accesses),
                  line("inputs, from the first", 1, false, stability.first(), Coverage::inputs)),
              mark));
    }
    return charts;
  }

  private static ShareChart.Line line(
      String name,
      int style,
      boolean dashed,
      List<Coverage> curve,
      ToDoubleFunction<Coverage> share) {
    List<ShareChart.Point> points = new ArrayList<>();
    for (Coverage point : curve) {
      points.add(new ShareChart.Point((double) point.bytes(), share.applyAsDouble(point)));
    }
    return new ShareChart.Line(name, style, dashed, points);
  }

  private List<FactTable> stability() {
    DataProfile.Stability stability = profile.stability();
    if (stability == null) {
      return List.of();
    }
    List<FactTable.Fact> facts = new ArrayList<>();
    facts.add(new FactTable.Fact("inputs of a tenth", Figures.grouped(stability.inputs())));
    for (DataProfile.Overlap overlap : stability.overlaps()) {
      facts.add(
          new FactTable.Fact(
              String.format(
                  Locale.ROOT,
                  "same among the hottest %s%% (%s rows)",
                  Figures.value(100 * overlap.part()),
                  Figures.grouped(overlap.rows())),
              FieldPanels.percent(overlap.common())));
    }
    long bytes = profile.suggestion().bytes();
    facts.add(
        new FactTable.Fact(
            "accesses of the last tenth at the suggested size: chosen from the first",
            FieldPanels.percent(Coverage.at(stability.first(), bytes).accesses())));
    facts.add(
        new FactTable.Fact(
            "chosen from the last tenth itself",
            FieldPanels.percent(Coverage.at(stability.own(), bytes).accesses())));
    return List.of(new FactTable("First tenth against last", facts));
  }
}
