// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.MetricSpec;
import dev.belady.metrics.Accuracy;
import dev.belady.metrics.Auc;
import dev.belady.metrics.AverageLoss;
import dev.belady.metrics.Calibration;
import dev.belady.metrics.HitRate;
import dev.belady.metrics.LogLoss;
import dev.belady.metrics.Metric;
import dev.belady.metrics.MetricSet;
import dev.belady.metrics.NormalizedEntropy;
import java.util.List;

/// The metrics that a configuration asks for.
final class EvaluationMetrics {
  private EvaluationMetrics() {}

  /// Empty accumulators in the order of `specs`.
  ///
  /// @param labels labels of a sample
  static MetricSet of(List<MetricSpec> specs, int labels) {
    return new MetricSet(specs.stream().map(spec -> of(spec, labels)).toList());
  }

  private static Metric of(MetricSpec spec, int labels) {
    return switch (spec.kind()) {
      case AUC -> new Auc(labels);
      case AVERAGE_LOSS -> new AverageLoss();
      case HIT_RATE -> new HitRate(labels, spec.threshold());
      case LOG_LOSS -> new LogLoss(labels);
      case ACCURACY -> new Accuracy(labels);
      case NORMALIZED_ENTROPY -> new NormalizedEntropy(labels);
      case CALIBRATION -> new Calibration(labels);
    };
  }
}
