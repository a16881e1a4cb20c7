// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.Arrays;

/// Mean and variance of every column of a 2-D tensor: those of the current batch for training, and
/// running ones for evaluation.
///
/// Sums are in double precision, per shard in ascending order of rows. The running values move by
/// `running (1 - factor) + batch factor`, with the variance of the batch corrected by n / (n - 1),
/// as cuDNN has it; they begin with mean 0 and variance 1.
public final class ColumnMoments {
  private final double epsilon;
  private final double factor;
  private final float[] runningMean;
  private final float[] runningVariance;
  private final double[] mean;
  private final double[] unbiasedVariance;
  private final double[] inverseDeviation;

  ColumnMoments(int width, double epsilon, double factor) {
    this.epsilon = epsilon;
    this.factor = factor;
    this.runningMean = new float[width];
    this.runningVariance = new float[width];
    this.mean = new double[width];
    this.unbiasedVariance = new double[width];
    this.inverseDeviation = new double[width];
    Arrays.fill(runningVariance, 1);
  }

  /// The running mean of every column; a checkpoint reads it and writes to it.
  public float[] runningMean() {
    return runningMean;
  }

  /// The running variance of every column; a checkpoint reads it and writes to it.
  public float[] runningVariance() {
    return runningVariance;
  }

  int width() {
    return mean.length;
  }

  /// Adds sum and sum of squares of every column to `partial`, which holds two doubles per column.
  void addSums(float[] values, int offset, int rows, double[] partial) {
    int width = width();
    for (int row = 0; row < rows; row++) {
      int start = offset + row * width;
      for (int column = 0; column < width; column++) {
        double x = values[start + column];
        partial[column] += x;
        partial[width + column] += x * x;
      }
    }
  }

  /// Takes the sums over all `rows` rows of the batch. The running values stay as they are until
  /// [#moveRunning()].
  void finish(double[] sums, long rows) {
    int width = width();
    double correction = rows > 1 ? rows / (rows - 1.0) : 1;
    for (int column = 0; column < width; column++) {
      double m = sums[column] / rows;
      double variance = StrictMath.max(0, sums[width + column] / rows - m * m);
      mean[column] = m;
      inverseDeviation[column] = 1 / StrictMath.sqrt(variance + epsilon);
      unbiasedVariance[column] = variance * correction;
    }
  }

  /// Takes the current batch into the running values, once its step is sure to be made.
  public void moveRunning() {
    for (int column = 0; column < width(); column++) {
      runningMean[column] = (float) (runningMean[column] * (1 - factor) + mean[column] * factor);
      runningVariance[column] =
          (float) (runningVariance[column] * (1 - factor) + unbiasedVariance[column] * factor);
    }
  }

  double mean(int column, boolean training) {
    return training ? mean[column] : runningMean[column];
  }

  double inverseDeviation(int column, boolean training) {
    return training
        ? inverseDeviation[column]
        : 1 / StrictMath.sqrt(runningVariance[column] + epsilon);
  }
}
