// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

import java.util.List;

/// The metrics of one evaluation, which see the same batches.
public final class MetricSet {
  private final List<Metric> metrics;

  /// A set whose values come in the order of `metrics`.
  public MetricSet(List<Metric> metrics) {
    this.metrics = List.copyOf(metrics);
  }

  /// Takes in one batch.
  public void add(ScoredBatch batch) {
    for (Metric metric : metrics) {
      metric.add(batch);
    }
  }

  /// The values over all batches since the last reset.
  public List<MetricValue> values() {
    return metrics.stream().map(metric -> new MetricValue(metric.name(), metric.value())).toList();
  }

  /// Forgets all batches.
  public void reset() {
    metrics.forEach(Metric::reset);
  }
}
