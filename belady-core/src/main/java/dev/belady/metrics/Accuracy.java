// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// The fraction of known labels on the right side of one half. A probability of exactly one half
/// says "no click", as rounding half to even does.
public final class Accuracy extends LabelMetric {
  private long right;
  private long count;

  /// An empty accumulator.
  ///
  /// @param labels labels of a sample, >= 1
  public Accuracy(int labels) {
    super(labels);
  }

  @Override
  public String name() {
    return "Accuracy";
  }

  @Override
  void add(int label, float prediction, float value) {
    count++;
    if (prediction > 0.5f == isClick(value)) {
      right++;
    }
  }

  @Override
  public double value() {
    return (double) right / count;
  }

  @Override
  public void reset() {
    right = 0;
    count = 0;
  }
}
