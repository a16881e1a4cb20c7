// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

/// One metric of the evaluation.
///
/// @param kind what is computed
/// @param threshold training stops when an AUC reaches it; a HitRate takes it as the cut-off; the
///   other metrics ignore it; 0 to 1
public record MetricSpec(Kind kind, double threshold) {
  /// Checks the range.
  public MetricSpec {
    Require.that(
        threshold >= 0 && threshold <= 1,
        "the threshold of " + kind.jsonName() + " must be in 0..1",
        "threshold",
        threshold);
  }

  /// The metrics.
  public enum Kind {
    /// Area under the ROC curve over all samples of one evaluation.
    AUC("AUC", 1.0),
    /// Mean loss, with the regularizer.
    AVERAGE_LOSS("AverageLoss", 1.0),
    /// The fraction of clicks among the samples predicted above the cut-off.
    HIT_RATE("HitRate", 0.8),
    /// Mean logistic loss of the predictions, without the regularizer.
    LOG_LOSS("LogLoss", 1.0),
    /// The fraction of samples on the right side of one half.
    ACCURACY("Accuracy", 1.0),
    /// Logistic loss divided by that of always predicting the click rate.
    NORMALIZED_ENTROPY("NormalizedEntropy", 1.0),
    /// Sum of the predictions divided by the number of clicks.
    CALIBRATION("Calibration", 1.0);

    private final String jsonName;
    private final double defaultThreshold;

    Kind(String jsonName, double defaultThreshold) {
      this.jsonName = jsonName;
      this.defaultThreshold = defaultThreshold;
    }

    /// The name in `eval_metrics`.
    public String jsonName() {
      return jsonName;
    }

    /// The threshold where the file has none.
    public double defaultThreshold() {
      return defaultThreshold;
    }
  }
}
