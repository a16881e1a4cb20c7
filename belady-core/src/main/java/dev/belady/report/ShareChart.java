// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A chart of shares, 0 to 100%, over sizes or numbers on a logarithmic axis, as a figure element;
/// the data for hovering is in attributes.
///
/// @param title its heading
/// @param note what it shows, in a sentence below the heading
/// @param scale of the horizontal axis
/// @param lines the lines
/// @param mark a place on the horizontal axis to point at, or null
record ShareChart(
    String title, String note, Axis.Scale scale, List<Line> lines, @Nullable Mark mark)
    implements Card {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 312;
  private static final int LEFT = 48;
  private static final int RIGHT = 14;
  private static final int TOP = 26;
  private static final int BOTTOM = 34;
  private static final int TICKS = 7;

  /// Points are told apart by spaces.
  private static final char NO_BREAK = '\u00a0';

  /// A point of a line.
  ///
  /// @param x where, > 0
  /// @param share 0 to 1
  record Point(double x, double share) {}

  /// A line.
  ///
  /// @param name for the legend
  /// @param style the number of its colour
  /// @param dashed whether it is drawn dashed
  /// @param points its points from left to right
  record Line(String name, int style, boolean dashed, List<Point> points) {}

  /// A place on the horizontal axis.
  ///
  /// @param name its label
  /// @param x where
  record Mark(String name, double x) {}

  /// Copies the list.
  ShareChart {
    lines = List.copyOf(lines);
  }

  /// Appends the figure.
  @Override
  public void appendTo(StringBuilder html) {
    Axis x = axis(lines, LEFT, WIDTH - RIGHT, scale);
    Axis y = new Axis(0, 1, HEIGHT - BOTTOM, TOP);
    html.append("<figure class=\"card chart shares\">\n<figcaption><h2>")
        .append(Html.escape(title))
        .append("</h2><span class=\"note legend\">");
    for (Line line : lines) {
      html.append("<span class=\"s")
          .append(line.style())
          .append(line.dashed() ? " dashed" : "")
          .append("\"><i></i>")
          .append(Html.escape(line.name()))
          .append("</span>");
    }
    html.append("</span></figcaption>\n<p class=\"note\">")
        .append(Html.escape(note))
        .append("</p>\n");
    html.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\" data-x0=\"%s\" data-x1=\"%s\""
                + " data-l=\"%d\" data-r=\"%d\" data-log=\"1\">\n",
            WIDTH,
            HEIGHT,
            Html.escape(title),
            x.from(),
            x.to(),
            LEFT,
            WIDTH - RIGHT));
    appendAxes(html, x, y);
    for (Line line : lines) {
      appendLine(html, line, x, y, true);
    }
    if (mark != null && mark.x() >= x.from() && mark.x() <= x.to()) {
      appendMark(html, mark, x.pixel(mark.x()));
    }
    html.append("<line class=\"cursor\" y1=\"")
        .append(TOP)
        .append("\" y2=\"")
        .append(HEIGHT - BOTTOM)
        .append("\"/>\n</svg>\n<div class=\"tip\"></div>\n</figure>\n");
  }

  /// An axis that shows all points of some lines.
  static Axis axis(List<Line> lines, double firstPixel, double lastPixel, Axis.Scale scale) {
    double from = Double.POSITIVE_INFINITY;
    double to = 0;
    for (Line line : lines) {
      for (Point point : line.points()) {
        from = Math.min(from, point.x());
        to = Math.max(to, point.x());
      }
    }
    if (!(from < to)) {
      from = to > 0 ? to / 2 : 1;
      to = 2 * from;
    }
    return new Axis(from, to, firstPixel, lastPixel, scale);
  }

  /// Appends a line: with its points for hovering, or else with the area below it.
  static void appendLine(StringBuilder html, Line line, Axis x, Axis y, boolean hover) {
    html.append("<g class=\"s").append(line.style()).append(line.dashed() ? " dashed\"" : "\"");
    if (hover) {
      html.append(" data-name=\"").append(Html.escape(line.name())).append("\" data-points=\"");
      for (Point point : line.points()) {
        html.append(
            String.format(
                Locale.ROOT,
                "%.4g,%.1f%%,%s ",
                point.x(),
                100 * point.share(),
                x.text(point.x()).replace(' ', NO_BREAK)));
      }
      html.append('"');
    }
    html.append('>');
    if (!hover && !line.points().isEmpty()) {
      html.append("<polygon class=\"band\" points=\"");
      appendPoints(html, line.points(), x, y);
      html.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f %.1f,%.1f\"/>",
              x.pixel(line.points().getLast().x()),
              y.pixel(0),
              x.pixel(line.points().getFirst().x()),
              y.pixel(0)));
    }
    html.append("<polyline class=\"line\" points=\"");
    appendPoints(html, line.points(), x, y);
    html.append("\"/></g>\n");
  }

  private static void appendPoints(StringBuilder html, List<Point> points, Axis x, Axis y) {
    for (Point point : points) {
      html.append(
          String.format(Locale.ROOT, "%.1f,%.1f ", x.pixel(point.x()), y.pixel(point.share())));
    }
  }

  private static void appendAxes(StringBuilder html, Axis x, Axis y) {
    html.append("<g class=\"axes\">\n");
    for (int percent = 0; percent <= 100; percent += 20) {
      double at = y.pixel(percent / 100.0);
      html.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d%%</text>\n",
              LEFT,
              WIDTH - RIGHT,
              at,
              at,
              LEFT - 8,
              at + 4,
              percent));
    }
    for (double tick : x.ticks(TICKS)) {
      double at = x.pixel(tick);
      html.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                  + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
              at,
              at,
              TOP,
              HEIGHT - BOTTOM,
              at,
              HEIGHT - BOTTOM + 20,
              x.text(tick)));
    }
    html.append("</g>\n");
  }

  private static void appendMark(StringBuilder html, Mark mark, double at) {
    String anchor = at > WIDTH - 110 ? "end" : at < 110 ? "start" : "middle";
    html.append(
        String.format(
            Locale.ROOT,
            "<g class=\"reference\"><line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text></g>\n",
            at,
            at,
            TOP,
            HEIGHT - BOTTOM,
            at,
            TOP - 8,
            anchor,
            Html.escape(mark.name())));
  }
}
