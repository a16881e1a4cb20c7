// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.metrics.MetricValue;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingEvent.Evaluated;
import dev.belady.train.TrainingEvent.Finished;
import dev.belady.train.TrainingEvent.HotRowsUsed;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingEvent.RowsMoved;
import dev.belady.train.TrainingEvent.Saved;
import dev.belady.train.TrainingEvent.Started;
import dev.belady.train.TrainingEvent.Warning;
import dev.belady.train.TrainingListener;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells programs how a run goes: one JSON object per line and event. The key `event` says which;
/// numbers that are not finite are null.
final class JsonOutput implements TrainingListener {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final PrintWriter out;
  private final int display;

  /// @param out where to
  /// @param display iterations between two progress events; 0 for none
  JsonOutput(PrintWriter out, int display) {
    this.out = out;
    this.display = display;
  }

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof Progress progress
        && (display == 0 || progress.iteration() % display != 0)) {
      return;
    }
    out.println(json(event));
    out.flush();
  }

  static String json(TrainingEvent event) {
    ObjectNode json = MAPPER.createObjectNode();
    switch (event) {
      case Started started -> started(json.put("event", "started"), started);
      case Progress progress -> progress(json.put("event", "progress"), progress);
      case Evaluated evaluated -> {
        json.put("event", "evaluated").put("iteration", evaluated.iteration());
        metrics(json, evaluated.metrics());
        number(json, "seconds", evaluated.seconds());
      }
      case Warning warning -> json.put("event", "warning").put("text", warning.text());
      case Saved saved -> {
        json.put("event", "saved").put("iteration", saved.iteration());
        ArrayNode files = json.putArray("files");
        saved.files().forEach(file -> files.add(file.toString()));
      }
      case RowsMoved moved -> rowsMoved(json.put("event", "rows_moved"), moved);
      case HotRowsUsed used ->
          json.put("event", "hot_rows")
              .put("iteration", used.iteration())
              .put("rows", used.statistics().rows())
              .put("bytes", used.statistics().bytes())
              .put("accesses", used.statistics().accesses())
              .put("hot_accesses", used.statistics().hotAccesses())
              .put("chosen_anew", used.statistics().choices());
      case Finished finished -> {
        json.put("event", "finished")
            .put("reason", finished.reason().name().toLowerCase(Locale.ROOT))
            .put("iteration", finished.iteration());
        metrics(json, finished.metrics());
        number(json, "best_reachable_auc", finished.bestReachableAuc());
        number(json, "seconds", finished.seconds());
      }
    }
    return MAPPER.writeValueAsString(json);
  }

  /// The metrics as an object of an evaluation outside of a run.
  static String json(List<MetricValue> metrics, @Nullable Double bestReachableAuc) {
    ObjectNode json = MAPPER.createObjectNode().put("event", "evaluated");
    metrics(json, metrics);
    number(json, "best_reachable_auc", bestReachableAuc);
    return MAPPER.writeValueAsString(json);
  }

  private static void started(ObjectNode json, Started started) {
    json.put("file", started.file())
        .put("model", started.model())
        .put("dense_parameters", started.denseParameters())
        .put("embedding_bytes", started.embeddingBytes())
        .put("batch_size", started.batchSize())
        .put("threads", started.threads())
        .put("kernels", started.kernels());
    ArrayNode notices = json.putArray("notices");
    started.notices().forEach(notices::add);
  }

  private static void progress(ObjectNode json, Progress progress) {
    json.put("iteration", progress.iteration());
    if (progress.position().iterations() > 0) {
      json.put("iterations", progress.position().iterations());
    }
    json.put("samples", progress.position().samples());
    if (progress.position().epochs() > 0) {
      json.put("epoch", progress.position().epoch()).put("epochs", progress.position().epochs());
    }
    number(json, "loss", progress.loss());
    number(json, "learning_rate", progress.learningRate());
    number(json, "samples_per_second", progress.samplesPerSecond());
    number(json, "data_wait_fraction", progress.dataWaitFraction());
    number(json, "seconds_elapsed", progress.secondsElapsed());
    number(json, "seconds_left", progress.secondsLeft());
  }

  private static void rowsMoved(ObjectNode json, RowsMoved moved) {
    TierStatistics statistics = moved.statistics();
    json.put("iteration", moved.iteration())
        .put("hit_rate", statistics.hitRate())
        .put("frames", statistics.frames())
        .put("lookahead", statistics.lookahead())
        .put("used_rows", statistics.usedRows())
        .put("made_rows", statistics.moves().made())
        .put("read_bytes", statistics.moves().fetchedBytes())
        .put("written_bytes", statistics.moves().writtenBytes())
        .put("store_wait_seconds", statistics.storeWaitNanos() * 1e-9)
        .put("data_wait_seconds", statistics.dataWaitNanos() * 1e-9);
  }

  private static void metrics(ObjectNode json, List<MetricValue> metrics) {
    ObjectNode values = json.putObject("metrics");
    metrics.forEach(metric -> number(values, metric.name(), metric.value()));
  }

  private static void number(ObjectNode json, String name, @Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      json.putNull(name);
    } else {
      json.put(name, value.doubleValue());
    }
  }
}
