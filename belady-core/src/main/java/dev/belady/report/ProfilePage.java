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
    StringBuilder html = new StringBuilder(1 << 18);
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .append(Html.escape(title))
        .append(" · profile · Belady</title>\n<style>\n")
        .append(Page.resource("report.css"))
        .append(Page.resource("profile.css"))
        .append("</style>\n</head>\n<body>\n<main>\n<header>\n")
        .append("<p class=\"brand\">Belady · data profile</p>\n<h1>")
        .append(Html.escape(title))
        .append("</h1>\n<p class=\"state\">")
        .append(Html.escape(summary()))
        .append("</p>\n<p class=\"note\">")
        .append(Html.escape(source))
        .append("</p>\n</header>\n");
    appendTiles(html);
    html.append("<div class=\"grid\">\n");
    charts().forEach(chart -> chart.appendTo(html));
    html.append("</div>\n");
    FieldPanels panels = new FieldPanels(profile.fields());
    panels.appendTable(html);
    panels.appendCharts(html);
    html.append("<div class=\"grid\">\n");
    appendStability(html);
    tables.forEach(table -> table.appendTo(html));
    html.append("</div>\n</main>\n<script>\n").append(Page.resource("profile.js"));
    return html.append("</script>\n</body>\n</html>\n").toString();
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

  private void appendTiles(StringBuilder html) {
    html.append("<div class=\"tiles\">\n");
    tile(
        html,
        "Inputs",
        Figures.count((double) profile.samples()),
        Figures.count((double) profile.accesses()) + " accesses to rows");
    tile(
        html,
        "Rows in use",
        Figures.count((double) profile.keys()),
        Figures.bytes(profile.usedBytes())
            + (profile.tableBytes() > 0 ? " of " + Figures.bytes(profile.tableBytes()) : ""));
    tile(
        html,
        "Suggested hot set",
        Figures.bytes(profile.suggestion().bytes()),
        profile.suggestion().reason());
    long hot = bytesFor(0.8);
    tile(
        html,
        "80% of inputs hot",
        hot == 0 ? "never" : Figures.bytes(hot),
        hot == 0 ? "" : part(hot));
    html.append("</div>\n");
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

  private static void tile(StringBuilder html, String name, String value, String note) {
    html.append("<div class=\"card tile\"><span class=\"name\">")
        .append(Html.escape(name))
        .append("</span><span class=\"value\">")
        .append(Html.escape(value))
        .append("</span><span class=\"note\">")
        .append(Html.escape(note))
        .append("</span></div>\n");
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
            LogScale.Unit.BYTES,
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
              LogScale.Unit.BYTES,
              List.of(
                  line("accesses, from the last", 2, false, stability.own(), Coverage::accesses),
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

  private void appendStability(StringBuilder html) {
    DataProfile.Stability stability = profile.stability();
    if (stability == null) {
      return;
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
    new FactTable("First tenth against last", facts).appendTo(html);
  }
}
