// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// Predictions and labels of one evaluation batch, row-major `count x labels`.
///
/// A label above one half is a click; one below minus one half is unknown and no metric counts it.
/// The arrays are borrowed: metrics copy what they keep.
///
/// @param predictions probabilities in `[0, 1]`; may be longer than needed
/// @param labels the labels; may be longer than needed
/// @param count samples, >= 0
/// @param meanLoss the mean loss of the batch as training computes it, with the regularizer
public record ScoredBatch(float[] predictions, float[] labels, int count, double meanLoss) {
  /// Checks the count.
  public ScoredBatch {
    if (count < 0 || count > predictions.length || count > labels.length) {
      throw new IllegalArgumentException(
          "count must be in 0..length: count="
              + count
              + ", predictions="
              + predictions.length
              + ", labels="
              + labels.length);
    }
  }
}
