// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import dev.belady.metrics.MetricValue;
import dev.belady.train.TrainingEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The HTML of a report.
///
/// @param run what happened
/// @param tables tables at the end
record ReportPage(RunRecord run, List<FactTable> tables) {

  /// The whole page.
  String html() {
    TrainingEvent.Started started = run.started();
    String file = started == null ? "run" : started.file();
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    StringBuilder html = new StringBuilder(1 << 16);
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .append(Html.escape(name))
        .append(" · Belady</title>\n<style>\n")
        .append(resource("report.css"))
        .append(
            "</style>\n</head>\n<body>\n<main>\n<header>\n<p class=\"brand\">Belady · run report</p>\n<h1>")
        .append(Html.escape(name))
        .append("</h1>\n<p class=\"state\">")
        .append(Html.escape(state()))
        .append("</p>\n");
    if (started != null) {
      html.append("<p class=\"note\">")
          .append(Html.escape(started.model() + " · " + file))
          .append("</p>\n");
    }
    html.append("</header>\n");
    appendTiles(html);
    html.append("<div class=\"grid\">\n");
    charts().forEach(chart -> chart.appendTo(html));
    html.append("</div>\n<div class=\"grid\">\n");
    appendMetrics(html);
    runTable().appendTo(html);
    tables.forEach(table -> table.appendTo(html));
    html.append("</div>\n");
    appendMessages(html);
    html.append("</main>\n<script>\n").append(resource("report.js")).append("</script>\n");
    return html.append("</body>\n</html>\n").toString();
  }

  private String state() {
    TrainingEvent.Finished finished = run.finished();
    if (finished == null) {
      TrainingEvent.Progress progress = run.progress();
      return progress == null
          ? "Started"
          : "Running, at iteration " + Figures.grouped(progress.iteration());
    }
    String at = " after " + Figures.grouped(finished.iteration()) + " iterations";
    return switch (finished.reason()) {
      case COMPLETED -> "Completed" + at;
      case AUC_REACHED -> "Stopped at the AUC asked for," + at;
      case INTERRUPTED -> "Interrupted" + at;
    };
  }

  private void appendTiles(StringBuilder html) {
    html.append("<div class=\"tiles\">\n");
    if (Double.isFinite(run.bestAuc())) {
      Double reachable = bestReachableAuc();
      String last = lastMetric("AUC");
      tile(
          html,
          "AUC",
          last,
          reachable == null
              ? "best " + Figures.value(run.bestAuc())
              : "best reachable " + Figures.value(reachable));
    }
    TrainingEvent.Progress progress = run.progress();
    if (progress != null) {
      Curve loss = run.loss();
      tile(
          html,
          "Training loss",
          loss.isEmpty()
              ? "undefined"
              : Figures.value(loss.smoothed(loss.size() - 1 - loss.size() / 40, loss.size() / 40)),
          "mean of the last iterations");
      tile(
          html,
          "Samples per second",
          run.speed().isEmpty() ? "?" : Figures.count(run.speed().quantile(0.5)),
          "median; waited for data " + Math.round(100 * progress.dataWaitFraction()) + "%");
      tile(
          html,
          "Time",
          Figures.duration(seconds(progress)),
          Figures.count((double) progress.position().samples()) + " samples");
    }
    html.append("</div>\n");
  }

  private double seconds(TrainingEvent.Progress progress) {
    TrainingEvent.Finished finished = run.finished();
    return finished == null ? progress.secondsElapsed() : finished.seconds();
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

  private List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    Map<String, Curve> metrics = run.metricCurves();
    if (!run.loss().isEmpty()) {
      List<Chart.Series> series = new ArrayList<>();
      series.add(new Chart.Series("training", run.loss(), Chart.Look.NOISY));
      Curve evaluated = metrics.get("AverageLoss");
      if (evaluated != null && !evaluated.isEmpty()) {
        series.add(new Chart.Series("evaluation", evaluated, Chart.Look.DOTS));
      }
      charts.add(new Chart("Loss", "mean over a batch", series, null, false));
    }
    metrics.forEach((name, curve) -> {
      if (!curve.isEmpty() && !name.equals("AverageLoss")) {
        Double reachable = name.equals("AUC") ? bestReachableAuc() : null;
        charts.add(
            new Chart(
                name,
                "on the evaluation set",
                List.of(new Chart.Series(name, curve, Chart.Look.DOTS)),
                reachable == null ? null : new Chart.Reference("best reachable", reachable),
                false));
      }
    });
    if (!run.speed().isEmpty()) {
      charts.add(
          new Chart(
              "Samples per second",
              "without evaluations",
              List.of(new Chart.Series("samples/s", run.speed(), Chart.Look.NOISY)),
              null,
              true));
      charts.add(
          new Chart(
              "Learning rate",
              "",
              List.of(new Chart.Series("learning rate", run.learningRate(), Chart.Look.LINE)),
              null,
              true));
    }
    return charts;
  }

  private void appendMetrics(StringBuilder html) {
    if (run.lastMetrics().isEmpty()) {
      return;
    }
    List<FactTable.Fact> facts = new ArrayList<>();
    for (MetricValue metric : run.lastMetrics()) {
      facts.add(new FactTable.Fact(metric.name(), Figures.value(metric.value())));
    }
    if (Double.isFinite(run.bestAuc())) {
      facts.add(
          new FactTable.Fact(
              "highest AUC",
              Figures.value(run.bestAuc())
                  + " at iteration "
                  + Figures.grouped(run.bestAucIteration())));
    }
    Double reachable = bestReachableAuc();
    if (reachable != null) {
      facts.add(new FactTable.Fact("best reachable AUC", Figures.value(reachable)));
    }
    new FactTable("Last evaluation", facts).appendTo(html);
  }

  private FactTable runTable() {
    List<FactTable.Fact> facts = new ArrayList<>();
    TrainingEvent.Started started = run.started();
    if (started != null) {
      facts.add(new FactTable.Fact("dense parameters", Figures.grouped(started.denseParameters())));
      if (started.embeddingBytes() > 0) {
        facts.add(new FactTable.Fact("embedding tables", Figures.bytes(started.embeddingBytes())));
      }
      facts.add(new FactTable.Fact("batch size", Figures.grouped(started.batchSize())));
      facts.add(new FactTable.Fact("threads", Integer.toString(started.threads())));
      facts.add(new FactTable.Fact("kernels", started.kernels()));
    }
    TrainingEvent.Saved saved = run.saved();
    if (saved != null) {
      facts.add(
          new FactTable.Fact(
              "saved at iteration " + Figures.grouped(saved.iteration()),
              String.join(", ", saved.files().stream().map(Object::toString).toList())));
    }
    return new FactTable("Run", facts);
  }

  private void appendMessages(StringBuilder html) {
    if (run.messages().isEmpty()) {
      return;
    }
    html.append("<section class=\"card\"><h2>Notices and warnings</h2><ul>\n");
    for (String message : run.messages()) {
      html.append("<li>").append(Html.escape(message)).append("</li>\n");
    }
    html.append("</ul></section>\n");
  }

  private @Nullable Double bestReachableAuc() {
    TrainingEvent.Finished finished = run.finished();
    return finished == null ? null : finished.bestReachableAuc();
  }

  private String lastMetric(String name) {
    for (MetricValue metric : run.lastMetrics()) {
      if (metric.name().equals(name)) {
        return Figures.value(metric.value());
      }
    }
    return "undefined";
  }

  /// The text of a file beside this class.
  static String resource(String name) {
    try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the jar is incomplete: missing=" + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
