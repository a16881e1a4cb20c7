// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// The exact area under the ROC curve over all samples, ties merged; for several labels the mean of
/// their areas.
///
/// It keeps every prediction: 4 bytes per known label of a sample, up to 6 with the slack of
/// growing arrays, and up to 10 for a moment while one grows (30 million samples: 120 to 300 MB).
/// The value is exact for any order of the samples. It is NaN when a prediction is NaN, or when
/// only one class was seen; a label of one class is left out of the mean over several.
///
/// Sorting clicks and others apart and merging them takes no pairs of values, no boxes and no index
/// array.
public final class Auc extends LabelMetric {
  private final RankCounter[] counters;

  /// An empty accumulator.
  ///
  /// @param labels labels of a sample, >= 1
  public Auc(int labels) {
    super(labels);
    counters = new RankCounter[labels];
    for (int label = 0; label < labels; label++) {
      counters[label] = new RankCounter();
    }
  }

  @Override
  public String name() {
    return "AUC";
  }

  @Override
  void add(int label, float prediction, float value) {
    counters[label].add(prediction, isClick(value));
  }

  @Override
  public double value() {
    return MacroMean.of(counters.length, label -> counters[label].area());
  }

  @Override
  public void reset() {
    for (RankCounter counter : counters) {
      counter.reset();
    }
  }
}
