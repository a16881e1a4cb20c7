// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// The log loss divided by that of always predicting the fraction of clicks (He et al., ADKDD
/// 2014): below 1 the model knows more than the click rate. For several labels the mean over them;
/// NaN where only one class was seen.
public final class NormalizedEntropy extends LabelMetric {
  private final CrossEntropySum[] sums;

  /// An empty accumulator.
  ///
  /// @param labels labels of a sample, >= 1
  public NormalizedEntropy(int labels) {
    super(labels);
    sums = new CrossEntropySum[labels];
    for (int label = 0; label < labels; label++) {
      sums[label] = new CrossEntropySum();
    }
  }

  @Override
  public String name() {
    return "NormalizedEntropy";
  }

  @Override
  void add(int label, float prediction, float value) {
    sums[label].add(prediction, value);
  }

  @Override
  public double value() {
    return MacroMean.of(sums.length, label -> sums[label].mean() / sums[label].meanOfConstant());
  }

  @Override
  public void reset() {
    for (CrossEntropySum sum : sums) {
      sum.reset();
    }
  }
}
