// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import dev.belady.popularity.DataProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The fields of a profile: a table with bars, and a small chart for each, all with the same axes.
///
/// @param fields the fields in the order of the data
record FieldPanels(List<DataProfile.FieldProfile> fields) implements Card {
  private static final int WIDTH = 170;
  private static final int HEIGHT = 96;
  private static final int MARGIN = 4;
  private static final double[] PARTS = {0.001, 0.01, 0.1, 1};

  /// Copies the list.
  FieldPanels {
    fields = List.copyOf(fields);
  }

  @Override
  public void appendTo(StringBuilder html) {
    appendTable(html);
    appendCharts(html);
  }

  private void appendTable(StringBuilder html) {
    html.append(
        """
        <section class="card"><h2>Fields</h2>
        <p class="note">The bar is all accesses to the field, from the most used keys on the left: \
        <span class="b0 key"></span> the top 0.1% of the keys seen, <span class="b1 key"></span> the \
        rest of the top 1%, <span class="b2 key"></span> the rest of the top 10%, \
        <span class="b3 key"></span> all others. Numbers are shares of the accesses.</p>
        <div class="scroll"><table class="fields"><thead><tr><th>field</th><th>keys seen</th>\
        <th>of</th><th>seen once</th><th class="bar"></th><th>top 0.1%</th><th>1%</th><th>10%</th>\
        </tr></thead><tbody>
        """);
    for (DataProfile.FieldProfile field : fields) {
      html.append("<tr><td>")
          .append(Html.escape(field.name()))
          .append("</td><td>")
          .append(Figures.grouped(field.keys()))
          .append("</td><td>")
          .append(field.declaredKeys() > 0 ? Figures.grouped(field.declaredKeys()) : "")
          .append("</td><td>")
          .append(percent(field.keys() == 0 ? 0 : (double) field.onceKeys() / field.keys()))
          .append("</td><td class=\"bar\">");
      double before = 0;
      for (int part = 0; part < PARTS.length; part++) {
        double share = PARTS[part] == 1 ? 1 : field.top(PARTS[part]);
        html.append(
            String.format(
                Locale.ROOT,
                "<span class=\"b%d\" style=\"width:%.2f%%\"></span>",
                part,
                100 * Math.max(0, share - before)));
        before = share;
      }
      html.append("</td>");
      for (int part = 0; part < PARTS.length - 1; part++) {
        html.append("<td>").append(percent(field.top(PARTS[part]))).append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div></section>\n");
  }

  private void appendCharts(StringBuilder html) {
    List<ShareChart.Line> lines = new ArrayList<>();
    for (DataProfile.FieldProfile field : fields) {
      List<ShareChart.Point> points = new ArrayList<>();
      field
          .shares()
          .forEach(
              share -> points.add(new ShareChart.Point((double) share.keys(), share.accesses())));
      lines.add(new ShareChart.Line(field.name(), 0, false, points));
    }
    Axis x = ShareChart.axis(lines, MARGIN, WIDTH - MARGIN, Axis.Scale.LOGARITHMIC);
    Axis y = new Axis(0, 1, HEIGHT - MARGIN, MARGIN);
    html.append("<section class=\"card\"><h2>How few keys take how much</h2><p class=\"note\">")
        .append(
            "Share of a field's accesses (0 to 100%) that its most used keys take, from 1 key to ")
        .append(x.text(x.to()))
        .append(" on a logarithmic axis with a line at each power of ten.</p>\n")
        .append("<div class=\"panels\">\n");
    for (int i = 0; i < lines.size(); i++) {
      appendPanel(html, lines.get(i), fields.get(i), x, y);
    }
    html.append("</div></section>\n");
  }

  private static void appendPanel(
      StringBuilder html, ShareChart.Line line, DataProfile.FieldProfile field, Axis x, Axis y) {
    html.append(
        String.format(
            Locale.ROOT,
            "<figure><figcaption><b>%s</b><span class=\"note\">%s keys</span></figcaption>"
                + "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\"><g class=\"axes\">",
            Html.escape(line.name()),
            Figures.count((double) field.keys()),
            WIDTH,
            HEIGHT,
            Html.escape("Accesses of the most used keys of " + line.name())));
    for (double tick = 1; tick <= x.to(); tick *= 10) {
      appendGrid(html, x.pixel(tick), x.pixel(tick), MARGIN, HEIGHT - MARGIN);
    }
    for (double share : new double[] {0, 0.5, 1}) {
      appendGrid(html, MARGIN, WIDTH - MARGIN, y.pixel(share), y.pixel(share));
    }
    html.append("</g>");
    ShareChart.appendLine(html, line, x, y, false);
    html.append("</svg></figure>\n");
  }

  private static void appendGrid(StringBuilder html, double x1, double x2, double y1, double y2) {
    html.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
            x1,
            x2,
            y1,
            y2));
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}
