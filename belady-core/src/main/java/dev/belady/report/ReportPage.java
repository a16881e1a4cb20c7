// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import dev.belady.metrics.MetricValue;
import dev.belady.train.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    Page page =
        new Page(
            "run report", name, state(), started == null ? "" : started.model() + " · " + file);
    page.tiles(tiles());
    page.grid(charts());
    List<FactTable> facts = new ArrayList<>(lastEvaluation());
    TrainingEvent.RowsMoved moved = run.moved();
    if (moved != null) {
      facts.add(RowFacts.of(moved.statistics()));
    }
    TrainingEvent.HotRowsUsed hotRows = run.hotRows();
    if (hotRows != null) {
      facts.add(RowFacts.of(hotRows.statistics()));
    }
    TrainingEvent.MemoryUsed memory = run.memory();
    if (memory != null) {
      facts.add(memoryTable(memory));
    }
    facts.add(runTable());
    facts.addAll(tables);
    page.grid(facts);
    page.list("Notices and warnings", run.messages());
    return page.html();
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

  private List<Page.Tile> tiles() {
    List<Page.Tile> tiles = new ArrayList<>();
    if (Double.isFinite(run.bestAuc())) {
      Double reachable = bestReachableAuc();
      String last = lastMetric("AUC");
      tiles.add(
          new Page.Tile(
              "AUC",
              last,
              reachable == null
                  ? "best " + Figures.value(run.bestAuc())
                  : "best reachable " + Figures.value(reachable)));
    }
    TrainingEvent.Progress progress = run.progress();
    if (progress != null) {
      Curve loss = run.loss();
      tiles.add(
          new Page.Tile(
              "Training loss",
              loss.isEmpty()
                  ? "undefined"
                  : Figures.value(
                      loss.smoothed(loss.size() - 1 - loss.size() / 40, loss.size() / 40)),
              "mean of the last iterations"));
      tiles.add(
          new Page.Tile(
              "Samples per second",
              run.speed().isEmpty() ? "?" : Figures.count(run.speed().quantile(0.5)),
              "median; waited for data " + Math.round(100 * progress.dataWaitFraction()) + "%"));
      tiles.add(
          new Page.Tile(
              "Time",
              Figures.duration(seconds(progress)),
              Figures.count((double) progress.position().samples()) + " samples"));
    }
    return tiles;
  }

  private double seconds(TrainingEvent.Progress progress) {
    TrainingEvent.Finished finished = run.finished();
    return finished == null ? progress.secondsElapsed() : finished.seconds();
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
    charts.addAll(run.tier().charts());
    if (!run.rate().isEmpty()) {
      charts.add(
          new Chart(
              "Rate of the schedule, %",
              "of a pass, before the other kind of batches",
              List.of(new Chart.Series("rate", run.rate(), Chart.Look.DOTS)),
              null,
              true));
    }
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

  private List<FactTable> lastEvaluation() {
    if (run.lastMetrics().isEmpty()) {
      return List.of();
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
    return List.of(new FactTable("Last evaluation", facts));
  }

  private static FactTable memoryTable(TrainingEvent.MemoryUsed memory) {
    List<FactTable.Fact> facts = new ArrayList<>();
    facts.add(
        new FactTable.Fact(
            "predicted, for its batches and rows", Figures.bytes(memory.predictedBytes())));
    if (memory.peakBytes().isEmpty()) {
      facts.add(new FactTable.Fact("measured", "the system does not tell"));
      return new FactTable("Memory", facts);
    }
    long peak = memory.peakBytes().getAsLong();
    facts.add(new FactTable.Fact("measured, peak of the process", Figures.bytes(peak)));
    double error = 100.0 * (memory.predictedBytes() - peak) / peak;
    facts.add(
        new FactTable.Fact(
            "error of the prediction", String.format(Locale.ROOT, "%+.1f%%", error)));
    return new FactTable("Memory", facts);
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
}
