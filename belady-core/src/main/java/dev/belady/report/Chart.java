// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// A line chart as an SVG element, with the data for hovering in attributes.
///
/// @param title its heading
/// @param note a few words beside the heading, where it is not taken by the names of the lines
/// @param series the lines, at least one of them not empty
/// @param reference a horizontal line to compare with, or null
/// @param fromZero whether the vertical axis begins at 0
/// @param horizontal what the lines go over
public record Chart(
    String title,
    String note,
    List<Series> series,
    @Nullable Reference reference,
    boolean fromZero,
    Horizontal horizontal)
    implements Card {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 270;
  private static final int LEFT = 58;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 34;
  private static final int X_TICKS = 6;
  private static final int Y_TICKS = 5;

  /// Lines have as many colours.
  private static final int COLOURS = 10;

  /// Copies the list.
  public Chart {
    series = List.copyOf(series);
  }

  /// A chart over the iterations of a run.
  Chart(
      String title,
      String note,
      List<Series> series,
      @Nullable Reference reference,
      boolean fromZero) {
    this(title, note, series, reference, fromZero, Horizontal.ITERATIONS);
  }

  /// The horizontal axis.
  ///
  /// @param name what it counts
  /// @param logarithmic whether equal factors have equal lengths; then all x are > 0
  public record Horizontal(String name, boolean logarithmic) {
    static final Horizontal ITERATIONS = new Horizontal("iterations", false);
  }

  /// A line.
  ///
  /// @param name for the legend
  /// @param curve its points
  /// @param look how it is drawn
  public record Series(String name, Curve curve, Look look) {}

  /// How a line is drawn.
  public enum Look {
    /// As it is.
    LINE,
    /// Faint, with its extremes as a band, below its moving average.
    NOISY,
    /// With a dot at each point while there are few.
    DOTS
  }

  /// A horizontal line.
  ///
  /// @param name its label
  /// @param value where it lies
  public record Reference(String name, double value) {}

  /// Appends a figure element.
  @Override
  public void appendTo(StringBuilder html) {
    Axis x = xAxis();
    Axis y = yAxis();
    html.append("<figure class=\"card chart\">\n<figcaption><h2>")
        .append(Html.escape(title))
        .append("</h2>");
    appendLegend(html);
    html.append("</figcaption>\n");
    html.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s over %s\" data-x0=\"%s\""
                + " data-x1=\"%s\" data-l=\"%d\" data-r=\"%d\" data-log=\"%d\">\n",
            WIDTH,
            HEIGHT,
            Html.escape(title),
            Html.escape(horizontal.name()),
            x.from(),
            x.to(),
            LEFT,
            WIDTH - RIGHT,
            horizontal.logarithmic() ? 1 : 0));
    appendAxes(html, x, y);
    // Nested, so that lines are cut at the border of the plot without an id that must be unique.
    html.append(
        String.format(
            Locale.ROOT,
            "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" viewBox=\"%d %d %d %d\">\n",
            LEFT,
            TOP - 4,
            WIDTH - LEFT - RIGHT + 6,
            HEIGHT - TOP - BOTTOM + 5,
            LEFT,
            TOP - 4,
            WIDTH - LEFT - RIGHT + 6,
            HEIGHT - TOP - BOTTOM + 5));
    for (int index = 0; index < series.size(); index++) {
      appendSeries(html, series.get(index), index, x, y);
    }
    html.append("</svg>\n");
    appendReference(html, y);
    html.append("<line class=\"cursor\" y1=\"")
        .append(TOP)
        .append("\" y2=\"")
        .append(HEIGHT - BOTTOM)
        .append("\"/>\n</svg>\n<div class=\"tip\"></div>\n</figure>\n");
  }

  /// The names of several lines, or the note beside a single one.
  private void appendLegend(StringBuilder html) {
    if (series.size() < 2) {
      html.append("<span class=\"note\">").append(Html.escape(note)).append("</span>");
      return;
    }
    html.append("<span class=\"note legend\">");
    for (int index = 0; index < series.size(); index++) {
      html.append("<span class=\"s")
          .append(index % COLOURS)
          .append("\"><i></i>")
          .append(Html.escape(series.get(index).name()))
          .append("</span>");
    }
    html.append("</span>");
  }

  private static void appendAxes(StringBuilder html, Axis x, Axis y) {
    html.append("<g class=\"axes\">\n");
    for (double tick : y.ticks(Y_TICKS)) {
      double at = y.pixel(tick);
      html.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
              LEFT,
              WIDTH - RIGHT,
              at,
              at,
              LEFT - 8,
              at + 4,
              y.label(tick, Y_TICKS)));
    }
    for (double tick : x.ticks(X_TICKS)) {
      html.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
              x.pixel(tick),
              HEIGHT - BOTTOM + 20,
              x.label(tick, X_TICKS)));
    }
    html.append("</g>\n");
  }

  private static void appendSeries(StringBuilder html, Series series, int index, Axis x, Axis y) {
    Curve curve = series.curve();
    html.append("<g class=\"s").append(index % COLOURS).append("\"");
    int reach = series.look() == Look.NOISY ? curve.size() / 40 : 0;
    appendHoverData(html, series.name(), curve, reach);
    html.append(">\n");
    if (series.look() == Look.NOISY && curve.size() > 1) {
      if (curve.isMerged()) {
        appendBand(html, curve, x, y);
      } else {
        appendLine(html, "raw", curve, curve::mean, x, y);
      }
    }
    appendLine(html, "line", curve, point -> curve.smoothed(point, reach), x, y);
    if (curve.size() == 1 || (series.look() == Look.DOTS && curve.size() <= 60)) {
      for (int point = 0; point < curve.size(); point++) {
        html.append(
            String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\"/>\n",
                x.pixel(curve.x(point)),
                y.pixel(curve.mean(point))));
      }
    }
    html.append("</g>\n");
  }

  private static void appendHoverData(StringBuilder html, String name, Curve curve, int reach) {
    html.append(" data-name=\"").append(Html.escape(name)).append("\" data-points=\"");
    for (int point = 0; point < curve.size(); point++) {
      html.append(point == 0 ? "" : " ")
          .append(String.format(Locale.ROOT, "%.10g", curve.x(point)).replaceAll("\\.0+$", ""))
          .append(',')
          .append(Figures.value(curve.smoothed(point, reach)));
    }
    html.append('"');
  }

  private static void appendLine(
      StringBuilder html, String style, Curve curve, IntToDoubleFunction value, Axis x, Axis y) {
    html.append("<polyline class=\"").append(style).append("\" points=\"");
    for (int point = 0; point < curve.size(); point++) {
      appendPoint(html, x.pixel(curve.x(point)), y.pixel(value.applyAsDouble(point)));
    }
    html.append("\"/>\n");
  }

  private static void appendBand(StringBuilder html, Curve curve, Axis x, Axis y) {
    html.append("<polygon class=\"band\" points=\"");
    for (int point = 0; point < curve.size(); point++) {
      appendPoint(html, x.pixel(curve.x(point)), y.pixel(curve.high(point)));
    }
    for (int point = curve.size() - 1; point >= 0; point--) {
      appendPoint(html, x.pixel(curve.x(point)), y.pixel(curve.low(point)));
    }
    html.append("\"/>\n");
  }

  private static void appendPoint(StringBuilder html, double x, double y) {
    html.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
  }

  private void appendReference(StringBuilder html, Axis y) {
    if (reference == null) {
      return;
    }
    double at = y.pixel(reference.value());
    html.append(
        String.format(
            Locale.ROOT,
            "<g class=\"reference\"><line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text></g>\n",
            LEFT,
            WIDTH - RIGHT,
            at,
            at,
            WIDTH - RIGHT,
            at - 5,
            Html.escape(reference.name() + " " + Figures.value(reference.value()))));
  }

  private Axis xAxis() {
    double first = Double.POSITIVE_INFINITY;
    double last = 1;
    for (Series one : series) {
      if (!one.curve().isEmpty()) {
        first = Math.min(first, one.curve().x(0));
        last = Math.max(last, one.curve().x(one.curve().size() - 1));
      }
    }
    if (horizontal.logarithmic()) {
      double factor = first < last ? 1 : 2;
      return new Axis(first / factor, last * factor, LEFT, WIDTH - RIGHT, Axis.Scale.LOGARITHMIC);
    }
    // From 0, unless the run is the tail of a longer one.
    double from = first > 0.5 * last && first < last ? first : 0;
    return new Axis(from, last, LEFT, WIDTH - RIGHT);
  }

  /// The extremes of all lines; of a noisy one the highest values may stick out of the plot, since
  /// the first losses of a run would flatten all others.
  private Axis yAxis() {
    double low = reference == null ? Double.POSITIVE_INFINITY : reference.value();
    double high = reference == null ? Double.NEGATIVE_INFINITY : reference.value();
    for (Series one : series) {
      if (!one.curve().isEmpty()) {
        low = Math.min(low, one.curve().quantile(0));
        high = Math.max(high, one.curve().quantile(one.look() == Look.NOISY ? 0.985 : 1));
      }
    }
    int bottom = HEIGHT - BOTTOM;
    return fromZero
        ? new Axis(0, high > 0 ? high * 1.1 : 1, bottom, TOP)
        : Axis.around(low, high, bottom, TOP);
  }
}
