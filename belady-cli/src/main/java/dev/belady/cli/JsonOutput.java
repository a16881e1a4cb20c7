// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.metrics.MetricValue;
import dev.belady.popularity.CoverageEstimate;
import dev.belady.popularity.RateSchedule.RateChange;
import dev.belady.tier.StallCause;
import dev.belady.tier.Stalls;
import dev.belady.train.HotStatistics;
import dev.belady.train.PhaseEnd;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingEvent.DataPassed;
import dev.belady.train.TrainingEvent.Evaluated;
import dev.belady.train.TrainingEvent.Finished;
import dev.belady.train.TrainingEvent.HotRowsUsed;
import dev.belady.train.TrainingEvent.MemoryUsed;
import dev.belady.train.TrainingEvent.PhaseTrained;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingEvent.RowsMoved;
import dev.belady.train.TrainingEvent.Saved;
import dev.belady.train.TrainingEvent.Started;
import dev.belady.train.TrainingEvent.Warning;
import dev.belady.train.TrainingListener;
import dev.belady.train.TrainingTotals;
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
  private final PassClock passClock = new PassClock();
  private TrainingTotals lastTotals = TrainingTotals.NONE;

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
    if (event instanceof DataPassed passed && !passClock.isDue(passed)) {
      return;
    }
    out.println(json(event, lastTotals));
    if (event instanceof Progress progress) {
      lastTotals = progress.totals();
    }
    out.flush();
  }

  /// @param before the totals of the progress event that was printed last
  private static String json(TrainingEvent event, TrainingTotals before) {
    ObjectNode json = MAPPER.createObjectNode();
    switch (event) {
      case Started started -> started(json.put("event", "started"), started);
      case Progress progress -> progress(json.put("event", "progress"), progress, before);
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
      case DataPassed passed -> {
        json.put("event", "data_passed")
            .put("pass", passed.pass())
            .put("samples", passed.samples());
        passed.all().ifPresent(all -> json.put("all_samples", all));
        number(json, "seconds", passed.seconds());
      }
      case PhaseTrained phase -> phase(json.put("event", "phase"), phase);
      case HotRowsUsed used -> hotRows(json.put("event", "hot_rows"), used);
      case MemoryUsed used -> {
        json.put("event", "memory")
            .put("iteration", used.iteration())
            .put("predicted_bytes", used.predictedBytes());
        if (used.peakBytes().isPresent()) {
          json.put("peak_bytes", used.peakBytes().getAsLong());
        } else {
          json.putNull("peak_bytes");
        }
      }
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

  /// The hash of a run's final state as an object of its own.
  static String stateHash(String hash) {
    return MAPPER.writeValueAsString(
        MAPPER.createObjectNode().put("event", "state_hash").put("hash", hash));
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

  private static void phase(ObjectNode json, PhaseTrained phase) {
    PhaseEnd end = phase.end();
    json.put("iteration", phase.iteration())
        .put("samples", end.samples())
        .put("pass", end.pass())
        .put("kind", end.hot() ? "hot" : "cold")
        .put("batches", end.batches())
        .put("rate", end.rate())
        .put("ends_round", end.endsRound());
    if (end.loss() != null) {
      number(json, "loss", end.loss());
    }
    RateChange change = end.change();
    if (change != null) {
      json.put("decision", change.decision().jsonName()).put("rate_after", change.after());
      ArrayNode losses = json.putArray("losses");
      change.losses().forEach(losses::add);
    }
  }

  private static void progress(ObjectNode json, Progress progress, TrainingTotals before) {
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
    TrainingTotals recent = progress.totals().since(before);
    TierStatistics tier = recent.tier();
    if (tier != null) {
      rates(json, tier);
      number(json, "read_bytes_per_second", recent.readBytesPerSecond());
      number(json, "written_bytes_per_second", recent.writtenBytesPerSecond());
      json.put("window_depth", tier.windowDepth());
    }
    stalls(json, recent.stalls());
  }

  private static void rates(ObjectNode json, TierStatistics tier) {
    number(json, "hit_rate", tier.hitRate());
    number(json, "first_use_rate", tier.uses().firstUseRate());
    number(json, "lookup_hit_rate", tier.uses().lookupHitRate());
  }

  private static void stalls(ObjectNode json, Stalls stalls) {
    ObjectNode millis = json.putObject("stall_ms");
    for (StallCause cause : StallCause.values()) {
      long micros = stalls.nanos(cause) / 1000;
      number(millis, cause.label(), micros * 1e-3);
    }
  }

  private static void hotRows(ObjectNode json, HotRowsUsed used) {
    HotStatistics statistics = used.statistics();
    json.put("iteration", used.iteration())
        .put("rows", statistics.rows())
        .put("bytes", statistics.bytes())
        .put("accesses", statistics.accesses())
        .put("hot_accesses", statistics.hotAccesses())
        .put("chosen_anew", statistics.choices());
    CoverageEstimate estimate = statistics.estimate();
    if (estimate != null) {
      json.put("sampled_inputs", estimate.samples());
      number(json, "accesses_of_sample", estimate.ofSample());
      number(json, "accesses_expected", estimate.ofOthers());
      number(json, "accesses_lost", estimate.lost());
      json.put("count_error", estimate.countError());
      ArrayNode notices = json.putArray("notices");
      statistics.notices().forEach(notices::add);
    }
  }

  private static void rowsMoved(ObjectNode json, RowsMoved moved) {
    TierStatistics statistics = moved.statistics();
    json.put("iteration", moved.iteration()).put("policy", statistics.policy());
    rates(json, statistics);
    json.put("frames", statistics.frames())
        .put("lookahead", statistics.lookahead())
        .put("issue_distance", statistics.issueDistance())
        .put("used_rows", statistics.uses().rows())
        .put("found_rows", statistics.uses().foundRows())
        .put("first_rows", statistics.uses().firstRows())
        .put("forwarded_rows", statistics.moves().forwarded())
        .put("read_bytes", statistics.moves().fetchedBytes())
        .put("written_bytes", statistics.moves().writtenBytes())
        .put("training_seconds", moved.totals().seconds());
    stalls(json, moved.totals().stalls());
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
