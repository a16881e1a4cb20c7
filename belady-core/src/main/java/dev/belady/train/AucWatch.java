// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.metrics.MetricValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Notices a model that learns nothing: an AUC that stays at one half, or predictions that are all
/// alike. Each is reported once.
final class AucWatch {
  private static final double CHANCE_MARGIN = 0.005;
  private static final int EVALUATIONS_TO_LEARN = 2;

  private int atChance;
  private boolean reported;

  /// A sentence for the user, or null when all is well or was said before.
  @Nullable String judge(EvaluationResult result) {
    if (reported) {
      return null;
    }
    if (result.samples() > 1 && result.lowestPrediction() == result.highestPrediction()) {
      reported = true;
      return String.format(
          Locale.ROOT,
          "every prediction is %s: the model ignores its input (learning rate, initial values, or labels of one class?)",
          result.lowestPrediction());
    }
    for (MetricValue metric : result.metrics()) {
      if (metric.name().equals("AUC")) {
        if (Double.isNaN(metric.value())) {
          reported = true;
          return result.samples() == 0
              ? "the evaluation data has no samples"
              : "the AUC is undefined: all evaluation samples have the same label";
        }
        atChance = Math.abs(metric.value() - 0.5) < CHANCE_MARGIN ? atChance + 1 : 0;
      }
    }
    if (atChance < EVALUATIONS_TO_LEARN) {
      return null;
    }
    reported = true;
    return String.format(
        Locale.ROOT,
        "the AUC has been 0.5 in %d evaluations in a row: the model orders samples by chance (do labels and keys belong together?)",
        atChance);
  }
}
