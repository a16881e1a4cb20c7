// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// A metric over single predictions: it sees every known label once, sample by sample.
abstract sealed class LabelMetric implements Metric
    permits Accuracy, Auc, Calibration, HitRate, LogLoss, NormalizedEntropy {
  private final int labels;

  LabelMetric(int labels) {
    if (labels < 1) {
      throw new IllegalArgumentException("label_dim must be > 0: label_dim=" + labels);
    }
    this.labels = labels;
  }

  @Override
  public final void add(ScoredBatch batch) {
    float[] predictions = batch.predictions();
    float[] values = batch.labels();
    for (int sample = 0, at = 0; sample < batch.count(); sample++) {
      for (int label = 0; label < labels; label++, at++) {
        // Below minus one half, a label is unknown.
        if (values[at] >= -0.5f) {
          add(label, predictions[at], values[at]);
        }
      }
    }
  }

  /// Takes in one prediction.
  abstract void add(int label, float prediction, float value);

  static boolean isClick(float value) {
    return value > 0.5f;
  }
}
