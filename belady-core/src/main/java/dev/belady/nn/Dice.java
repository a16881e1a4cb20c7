// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// The data-adaptive activation of DIN, HugeCTR's PReLU_Dice: `p x + (1 - p) alpha x` with `p =
/// sigmoid((x - mean) / sqrt(variance + eps))`, mean and variance of the column over the batch.
///
/// HugeCTR takes the statistics of the batch in evaluation too, so that a prediction depends on its
/// neighbours; here evaluation uses running ones that take in 1 % of every training batch.
///
/// 1. G. Zhou et al.: Deep Interest Network for Click-Through Rate Prediction. KDD 2018.
public final class Dice implements BatchStatisticsLayer {
  private static final String TYPE = "PReLU_Dice";
  private static final double RUNNING_FACTOR = 0.01;

  private final Wiring wiring;
  private final ColumnMoments moments;
  private final double alpha;
  private final int rowsPerSample;
  private final int width;

  /// Means over the batch of dZ, then of dZ times z, where z is what the sigmoid gets.
  private final double[] gradientMeans;

  /// A layer over one 2-D input.
  ///
  /// @param alpha the slope far below the mean
  /// @param epsilon added to the variance, > 0
  public Dice(Wiring wiring, float alpha, float epsilon) {
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("eps of " + TYPE + " must be > 0: eps=" + epsilon);
    }
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.alpha = alpha;
    this.rowsPerSample = wiring.input().shape().rowsPerSample();
    this.width = wiring.input().shape().rowFloats();
    this.moments = new ColumnMoments(width, epsilon, RUNNING_FACTOR);
    this.gradientMeans = new double[2 * width];
  }

  /// The shape of the only input, which must be 2-D.
  ///
  /// @throws IllegalArgumentException if the inputs are others
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    return List.of(Shapes.requireOneMatrix(TYPE, inputs));
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public ColumnMoments moments() {
    return moments;
  }

  @Override
  public int partialSize() {
    return 2 * width;
  }

  @Override
  public void forwardSums(Workspace workspace, double[] partial) {
    Tensor input = wiring.input();
    int rows = workspace.samples() * rowsPerSample;
    moments.addSums(workspace.values(input), workspace.offset(input), rows, partial);
  }

  @Override
  public void finishForwardSums(double[] sums, int samples) {
    moments.finish(sums, (long) samples * rowsPerSample);
  }

  @Override
  public void forward(Workspace workspace) {
    float[] in = workspace.values(wiring.input());
    float[] out = workspace.values(wiring.output());
    int inOffset = workspace.offset(wiring.input());
    int outOffset = workspace.offset(wiring.output());
    int floats = workspace.samples() * rowsPerSample * width;
    for (int column = 0; column < width; column++) {
      double mean = moments.mean(column, workspace.training());
      double inverse = moments.inverseDeviation(column, workspace.training());
      for (int i = column; i < floats; i += width) {
        double x = in[inOffset + i];
        double p = Logistic.sigmoid((x - mean) * inverse);
        out[outOffset + i] = (float) (x * slope(p));
      }
    }
  }

  private double slope(double p) {
    return alpha + (1 - alpha) * p;
  }

  /// The gradient of the sigmoid's argument.
  private double dArgument(double dOut, double x, double p) {
    return dOut * x * (1 - alpha) * p * (1 - p);
  }

  @Override
  public void backwardSums(Workspace workspace, double[] partial) {
    float[] in = workspace.values(wiring.input());
    float[] dOut = workspace.gradients(wiring.output());
    int inOffset = workspace.offset(wiring.input());
    int dOutOffset = workspace.offset(wiring.output());
    int floats = workspace.samples() * rowsPerSample * width;
    for (int column = 0; column < width; column++) {
      double mean = moments.mean(column, true);
      double inverse = moments.inverseDeviation(column, true);
      double sum = 0;
      double product = 0;
      for (int i = column; i < floats; i += width) {
        double x = in[inOffset + i];
        double z = (x - mean) * inverse;
        double dz = dArgument(dOut[dOutOffset + i], x, Logistic.sigmoid(z));
        sum += dz;
        product += dz * z;
      }
      partial[column] += sum;
      partial[width + column] += product;
    }
  }

  @Override
  public void finishBackwardSums(double[] sums, int samples) {
    for (int i = 0; i < 2 * width; i++) {
      gradientMeans[i] = sums[i] / ((double) samples * rowsPerSample);
    }
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    float[] in = workspace.values(wiring.input());
    float[] dIn = workspace.gradients(wiring.input());
    float[] dOut = workspace.gradients(wiring.output());
    int inOffset = workspace.offset(wiring.input());
    int dOutOffset = workspace.offset(wiring.output());
    boolean accumulate = wiring.accumulates(0);
    int floats = workspace.samples() * rowsPerSample * width;
    for (int column = 0; column < width; column++) {
      double mean = moments.mean(column, true);
      double inverse = moments.inverseDeviation(column, true);
      for (int i = column; i < floats; i += width) {
        double x = in[inOffset + i];
        double z = (x - mean) * inverse;
        double p = Logistic.sigmoid(z);
        double dy = dOut[dOutOffset + i];
        double centred =
            dArgument(dy, x, p) - gradientMeans[column] - z * gradientMeans[width + column];
        float dx = (float) (dy * slope(p) + inverse * centred);
        dIn[inOffset + i] = accumulate ? dIn[inOffset + i] + dx : dx;
      }
    }
  }
}
