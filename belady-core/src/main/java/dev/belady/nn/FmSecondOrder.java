// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.List;

/// The second-order term of a factorisation machine, HugeCTR's FmOrder2: of n vectors of V floats,
/// `(B, n * V)`, the sum over all pairs of their elementwise products, `(B, V)`, as `((sum x)^2 -
/// sum x^2) / 2`.
///
/// 1. S. Rendle: Factorization Machines. ICDM 2010.
public final class FmSecondOrder implements Layer {
  private static final String TYPE = "FmOrder2";

  private final Wiring wiring;
  private final VectorOps vector;
  private final int rowsPerSample;
  private final int vectors;
  private final int vectorSize;

  /// A layer whose vector size is the width of the wiring's output.
  public FmSecondOrder(Wiring wiring, VectorOps vector) {
    this.vectorSize = wiring.output().shape().rowFloats();
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring), vectorSize));
    this.wiring = wiring;
    this.vector = vector;
    this.rowsPerSample = wiring.input().shape().rowsPerSample();
    this.vectors = wiring.input().shape().rowFloats() / vectorSize;
  }

  /// `(B, outDim)` for one input `(B, n * outDim)`.
  ///
  /// @throws IllegalArgumentException if the width of the input is no multiple of `outDim`
  public static List<TensorShape> outputShapes(List<TensorShape> inputs, int outDim) {
    TensorShape input = Shapes.requireOneMatrix(TYPE, inputs);
    Shapes.requirePositive(TYPE, "out_dim", outDim);
    if (input.rowFloats() % outDim != 0) {
      throw new IllegalArgumentException(
          "out_dim of "
              + TYPE
              + " must divide the width of the input: out_dim="
              + outDim
              + ", input="
              + input);
    }
    return List.of(new TensorShape(input.rowsPerSample(), List.of(outDim)));
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  /// The sum of the vectors.
  @Override
  public List<Integer> cacheFloats() {
    return List.of(rowsPerSample * vectorSize);
  }

  @Override
  public void forward(Workspace workspace) {
    float[] in = workspace.values(wiring.input());
    float[] out = workspace.values(wiring.output());
    float[] sums = workspace.cache(wiring.layer(), 0);
    int inOffset = workspace.offset(wiring.input());
    int outOffset = workspace.offset(wiring.output());
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      int sumOffset = row * vectorSize;
      vector.copy(vectorSize, in, inOffset, false, sums, sumOffset);
      vector.multiply(vectorSize, in, inOffset, in, inOffset, false, out, outOffset);
      for (int i = 1; i < vectors; i++) {
        int x = inOffset + i * vectorSize;
        vector.copy(vectorSize, in, x, true, sums, sumOffset);
        vector.multiply(vectorSize, in, x, in, x, true, out, outOffset);
      }
      for (int j = 0; j < vectorSize; j++) {
        float sum = sums[sumOffset + j];
        out[outOffset + j] = 0.5f * (sum * sum - out[outOffset + j]);
      }
      inOffset += vectors * vectorSize;
      outOffset += vectorSize;
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
    float[] sums = workspace.cache(wiring.layer(), 0);
    int inOffset = workspace.offset(wiring.input());
    int dOutOffset = workspace.offset(wiring.output());
    boolean accumulate = wiring.accumulates(0);
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      for (int i = 0; i < vectors; i++) {
        for (int j = 0; j < vectorSize; j++) {
          float others = sums[row * vectorSize + j] - in[inOffset + j];
          float gradient = dOut[dOutOffset + j] * others;
          dIn[inOffset + j] = accumulate ? dIn[inOffset + j] + gradient : gradient;
        }
        inOffset += vectorSize;
      }
      dOutOffset += vectorSize;
    }
  }
}
