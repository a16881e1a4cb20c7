// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// A number that is accumulated over the batches of one evaluation. Used by one thread.
///
/// The value is a function of the batches in their order: threads, time and memory do not enter.
public sealed interface Metric permits AverageLoss, LabelMetric {
  /// The name as the configuration spells it, for example `AUC`.
  String name();

  /// Takes in one batch.
  void add(ScoredBatch batch);

  /// The value over all batches since the last reset, NaN where it is undefined.
  double value();

  /// Forgets all batches.
  void reset();
}
