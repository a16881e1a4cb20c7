// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// Batch normalisation of every column of a 2-D tensor over the whole batch: `gamma (x - mean) /
/// sqrt(variance + eps) + beta`, with running statistics in evaluation.
///
/// HugeCTR takes the statistics of each GPU's part of the batch; here they are those of the batch,
/// so that they depend on no number of workers.
///
/// 1. S. Ioffe, C. Szegedy: Batch Normalization. ICML 2015.
public final class BatchNorm implements BatchStatisticsLayer {
  private static final String TYPE = "BatchNorm";

  private final Wiring wiring;
  private final ColumnMoments moments;
  private final Parameter gamma;
  private final Parameter beta;
  private final int rowsPerSample;
  private final int width;

  /// Means over the batch of dOut, then of dOut times the normalised input.
  private final double[] gradientMeans;

  /// The numbers of the layer.
  ///
  /// @param factor the weight of the newest batch in the running statistics, from 0 to 1
  /// @param epsilon added to the variance, > 0
  /// @param gammaInit the first scales, 1 unless Zero
  /// @param betaInit the first shifts, 0
  public record Options(
      float factor, float epsilon, InitializerKind gammaInit, InitializerKind betaInit) {
    /// Checks the ranges.
    public Options {
      if (!(factor >= 0 && factor <= 1)) {
        throw new IllegalArgumentException(
            "factor of " + TYPE + " must be from 0 to 1: factor=" + factor);
      }
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException("eps of " + TYPE + " must be > 0: eps=" + epsilon);
      }
    }
  }

  /// A layer over one 2-D input.
  ///
  /// @param firstParameter where gamma starts in the array of all dense parameters; beta follows
  public BatchNorm(Wiring wiring, int firstParameter, Options options) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.rowsPerSample = wiring.input().shape().rowsPerSample();
    this.width = wiring.input().shape().rowFloats();
    this.moments = new ColumnMoments(width, options.epsilon(), options.factor());
    this.gradientMeans = new double[2 * width];
    float scale = options.gammaInit() == InitializerKind.ZERO ? 0 : 1;
    this.gamma =
        new Parameter(
            wiring.name() + ".gamma", firstParameter, 1, width, new Initializer.Constant(scale));
    this.beta =
        new Parameter(
            wiring.name() + ".beta", firstParameter + width, 1, width, new Initializer.Constant(0));
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
  public List<Parameter> parameters() {
    return List.of(gamma, beta);
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
    float[] parameters = workspace.parameters();
    int inOffset = workspace.offset(wiring.input());
    int outOffset = workspace.offset(wiring.output());
    int floats = workspace.samples() * rowsPerSample * width;
    for (int column = 0; column < width; column++) {
      double mean = moments.mean(column, workspace.training());
      double inverse = moments.inverseDeviation(column, workspace.training());
      double scale = parameters[gamma.offset() + column];
      double shift = parameters[beta.offset() + column];
      for (int i = column; i < floats; i += width) {
        out[outOffset + i] = (float) (scale * ((in[inOffset + i] - mean) * inverse) + shift);
      }
    }
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
        double gradient = dOut[dOutOffset + i];
        sum += gradient;
        product += gradient * ((in[inOffset + i] - mean) * inverse);
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
    float[] in = workspace.values(wiring.input());
    float[] dIn = workspace.gradients(wiring.input());
    float[] dOut = workspace.gradients(wiring.output());
    float[] dParameters = workspace.parameterGradients();
    int inOffset = workspace.offset(wiring.input());
    int dOutOffset = workspace.offset(wiring.output());
    boolean wanted = wiring.wantsGradient(0);
    boolean accumulate = wiring.accumulates(0);
    int floats = workspace.samples() * rowsPerSample * width;
    for (int column = 0; column < width; column++) {
      double mean = moments.mean(column, true);
      double inverse = moments.inverseDeviation(column, true);
      double slope = workspace.parameters()[gamma.offset() + column] * inverse;
      double dGamma = 0;
      double dBeta = 0;
      for (int i = column; i < floats; i += width) {
        double gradient = dOut[dOutOffset + i];
        double normalised = (in[inOffset + i] - mean) * inverse;
        dGamma += gradient * normalised;
        dBeta += gradient;
        if (wanted) {
          double centred =
              gradient - gradientMeans[column] - normalised * gradientMeans[width + column];
          float dx = (float) (slope * centred);
          dIn[inOffset + i] = accumulate ? dIn[inOffset + i] + dx : dx;
        }
      }
      dParameters[gamma.offset() + column] += (float) dGamma;
      dParameters[beta.offset() + column] += (float) dBeta;
    }
  }
}
