// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.List;

/// When and how a model is evaluated during training.
///
/// @param interval iterations between two evaluations; 0 for none
/// @param batchSize samples of one evaluation batch
/// @param batches evaluation batches of one evaluation; 0 for the whole evaluation set
/// @param metrics what to compute, without duplicates
/// @param predictionsPrefix the beginning of the names of files that get predictions and labels, or
///   empty
public record EvaluationSpec(
    int interval, int batchSize, int batches, List<MetricSpec> metrics, String predictionsPrefix) {
  /// Copies the list and checks the ranges.
  public EvaluationSpec {
    metrics = List.copyOf(metrics);
    Require.notNegative("eval_interval", interval);
    Require.positive("batchsize_eval", batchSize);
    Require.notNegative("eval_batches", batches);
  }
}
