// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// The mean of `-(y ln p + (1 - y) ln(1 - p))` over all known labels of all samples, without any
/// regularizer. Probabilities are kept `2^-23` away from 0 and 1.
public final class LogLoss extends LabelMetric {
  private final CrossEntropySum sum = new CrossEntropySum();

  /// An empty accumulator.
  ///
  /// @param labels labels of a sample, >= 1
  public LogLoss(int labels) {
    super(labels);
  }

  @Override
  public String name() {
    return "LogLoss";
  }

  @Override
  void add(int label, float prediction, float value) {
    sum.add(prediction, value);
  }

  @Override
  public double value() {
    return sum.mean();
  }

  @Override
  public void reset() {
    sum.reset();
  }
}
