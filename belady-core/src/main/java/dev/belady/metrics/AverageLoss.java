// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// The mean over the batches of their mean losses, as HugeCTR defines it: each with the
/// regularizer's part, every batch counting the same.
public final class AverageLoss implements Metric {
  private double sum;
  private long batches;

  /// An empty accumulator.
  public AverageLoss() {}

  @Override
  public String name() {
    return "AverageLoss";
  }

  @Override
  public void add(ScoredBatch batch) {
    sum += batch.meanLoss();
    batches++;
  }

  @Override
  public double value() {
    return sum / batches;
  }

  @Override
  public void reset() {
    sum = 0;
    batches = 0;
  }
}
