// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// The fraction of clicks among the samples predicted above a cut-off, as HugeCTR 3 defines it
/// (elsewhere called precision). NaN when nothing is predicted above.
public final class HitRate extends LabelMetric {
  private final float cutOff;
  private long hits;
  private long above;

  /// An empty accumulator.
  ///
  /// @param labels labels of a sample, >= 1
  /// @param cutOff the probability above which a prediction counts; HugeCTR's is 0.8
  public HitRate(int labels, double cutOff) {
    super(labels);
    this.cutOff = (float) cutOff;
  }

  @Override
  public String name() {
    return "HitRate";
  }

  @Override
  void add(int label, float prediction, float value) {
    if (prediction > cutOff) {
      above++;
      if (isClick(value)) {
        hits++;
      }
    }
  }

  @Override
  public double value() {
    return (double) hits / above;
  }

  @Override
  public void reset() {
    hits = 0;
    above = 0;
  }
}
