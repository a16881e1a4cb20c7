// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import dev.belady.metrics.MetricValue;
import dev.belady.train.TrainingEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a report remembers of a run, in bounded memory.
final class RunRecord {
  private static final int MOST_MESSAGES = 50;

  private final Curve loss = new Curve();
  private final Curve learningRate = new Curve();
  private final Curve speed = new Curve();
  private final Curve rate = new Curve();
  private final TierCurves tier = new TierCurves();
  private final Map<String, Curve> metricCurves = new LinkedHashMap<>();
  private final List<String> messages = new ArrayList<>();
  private TrainingEvent.@Nullable Started started;
  private TrainingEvent.@Nullable Progress progress;
  private TrainingEvent.@Nullable Evaluated evaluated;
  private TrainingEvent.@Nullable Saved saved;
  private TrainingEvent.@Nullable Finished finished;
  private TrainingEvent.@Nullable RowsMoved moved;
  private TrainingEvent.@Nullable HotRowsUsed hotRows;
  private TrainingEvent.@Nullable MemoryUsed memory;
  private double bestAuc = Double.NEGATIVE_INFINITY;
  private long bestAucIteration;
  private long leftOutMessages;

  /// Takes an event in.
  void add(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started start -> {
        started = start;
        start.notices().forEach(this::addMessage);
      }
      case TrainingEvent.Progress step -> {
        progress = step;
        loss.add(step.iteration(), step.loss());
        learningRate.add(step.iteration(), step.learningRate());
        speed.add(step.iteration(), step.samplesPerSecond());
        tier.add(step);
      }
      case TrainingEvent.Evaluated evaluation -> addEvaluation(evaluation);
      case TrainingEvent.Warning warning -> addMessage(warning.text());
      case TrainingEvent.Saved files -> saved = files;
      case TrainingEvent.DataPassed _ -> {}
      case TrainingEvent.PhaseTrained phase -> rate.add(phase.iteration(), phase.end().rate());
      case TrainingEvent.RowsMoved end -> moved = end;
      case TrainingEvent.MemoryUsed used -> memory = used;
      case TrainingEvent.HotRowsUsed used -> {
        hotRows = used;
        used.statistics().notices().forEach(this::addMessage);
      }
      case TrainingEvent.Finished end -> finished = end;
    }
  }

  private void addEvaluation(TrainingEvent.Evaluated evaluation) {
    evaluated = evaluation;
    for (MetricValue metric : evaluation.metrics()) {
      metricCurves
          .computeIfAbsent(metric.name(), _ -> new Curve())
          .add(evaluation.iteration(), metric.value());
      if (metric.name().equals("AUC") && metric.value() > bestAuc) {
        bestAuc = metric.value();
        bestAucIteration = evaluation.iteration();
      }
    }
  }

  private void addMessage(String text) {
    if (messages.size() < MOST_MESSAGES) {
      messages.add(text);
    } else {
      leftOutMessages++;
    }
  }

  Curve loss() {
    return loss;
  }

  TierCurves tier() {
    return tier;
  }

  Curve learningRate() {
    return learningRate;
  }

  /// The rate of the schedule of hot and cold batches, in percent.
  Curve rate() {
    return rate;
  }

  Curve speed() {
    return speed;
  }

  /// The curve of each metric in the order of the configuration.
  Map<String, Curve> metricCurves() {
    return metricCurves;
  }

  /// The first notices and warnings, and how many more there were.
  List<String> messages() {
    if (leftOutMessages == 0) {
      return messages;
    }
    List<String> all = new ArrayList<>(messages);
    all.add("and " + leftOutMessages + " more");
    return all;
  }

  TrainingEvent.@Nullable Started started() {
    return started;
  }

  TrainingEvent.@Nullable Progress progress() {
    return progress;
  }

  TrainingEvent.@Nullable Saved saved() {
    return saved;
  }

  TrainingEvent.@Nullable RowsMoved moved() {
    return moved;
  }

  TrainingEvent.@Nullable HotRowsUsed hotRows() {
    return hotRows;
  }

  TrainingEvent.@Nullable MemoryUsed memory() {
    return memory;
  }

  TrainingEvent.@Nullable Finished finished() {
    return finished;
  }

  /// The values of the last evaluation, or none.
  List<MetricValue> lastMetrics() {
    if (finished != null && !finished.metrics().isEmpty()) {
      return finished.metrics();
    }
    return evaluated == null ? List.of() : evaluated.metrics();
  }

  /// The highest AUC, or negative infinity.
  double bestAuc() {
    return bestAuc;
  }

  /// Where it was reached.
  long bestAucIteration() {
    return bestAucIteration;
  }
}
