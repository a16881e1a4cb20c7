// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// The clicks predicted divided by the clicks seen, `sum p / sum y`, over all known labels: 1 is
/// right on average, 2 promises twice as many clicks as there are. NaN or infinite without a click.
public final class Calibration extends LabelMetric {
  private double predicted;
  private double seen;

  /// An empty accumulator.
  ///
  /// @param labels labels of a sample, >= 1
  public Calibration(int labels) {
    super(labels);
  }

  @Override
  public String name() {
    return "Calibration";
  }

  @Override
  void add(int label, float prediction, float value) {
    predicted += prediction;
    seen += value;
  }

  @Override
  public double value() {
    return predicted / seen;
  }

  @Override
  public void reset() {
    predicted = 0;
    seen = 0;
  }
}
