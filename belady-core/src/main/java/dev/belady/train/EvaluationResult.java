// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.metrics.MetricValue;
import java.util.List;

/// What one evaluation found.
///
/// @param metrics the metrics of the configuration, in its order
/// @param loss the mean loss with the regularizer; NaN when there was no sample
/// @param samples the samples seen
/// @param unknownKeys occurrences of keys that training never saw; each stood for a vector of zeros
/// @param keys occurrences of keys in all
/// @param lowestPrediction the lowest probability predicted, infinite when there was no sample
/// @param highestPrediction the highest
public record EvaluationResult(
    List<MetricValue> metrics,
    double loss,
    long samples,
    long unknownKeys,
    long keys,
    float lowestPrediction,
    float highestPrediction) {
  /// Copies the list.
  public EvaluationResult {
    metrics = List.copyOf(metrics);
  }
}
