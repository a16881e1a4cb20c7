// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.List;

/// A weight vector per input element: `out[b, i * V + j] = in[b, i] * w[i, j]`, from `(B, slots)`
/// to `(B, slots * V)`: HugeCTR's Multiply or WeightMultiply.
public final class WeightMultiply implements Layer {
  private static final String TYPE = "WeightMultiply";

  private final Wiring wiring;
  private final VectorOps vector;
  private final Parameter weight;
  private final int rowsPerSample;
  private final int slots;
  private final int vectorSize;

  /// A layer whose vector size follows from the wiring's output.
  ///
  /// @param firstParameter where its weight starts in the array of all dense parameters
  /// @param weightInit the first weights, XavierUniform by default
  public WeightMultiply(
      Wiring wiring, int firstParameter, InitializerKind weightInit, VectorOps vector) {
    List<TensorShape> inputs = Shapes.inputs(wiring);
    this.slots = Shapes.requireOneMatrix(TYPE, inputs).rowFloats();
    this.vectorSize = wiring.output().shape().rowFloats() / slots;
    Shapes.requireOutputs(wiring, outputShapes(inputs, slots, vectorSize));
    this.wiring = wiring;
    this.vector = vector;
    this.rowsPerSample = wiring.input().shape().rowsPerSample();
    int out = slots * vectorSize;
    Initializer weights = weightInit.resolve(slots, out, InitializerKind.xavierUniform(slots, out));
    this.weight =
        new Parameter(wiring.name() + ".weight", firstParameter, slots, vectorSize, weights);
  }

  /// `(B, slots * vectorSize)` for one input `(B, slots)`.
  ///
  /// @throws IllegalArgumentException if the input has another width
  public static List<TensorShape> outputShapes(
      List<TensorShape> inputs, int slots, int vectorSize) {
    TensorShape input = Shapes.requireOneMatrix(TYPE, inputs);
    Shapes.requirePositive(TYPE, "weight_dims[1]", vectorSize);
    if (input.rowFloats() != slots) {
      throw new IllegalArgumentException(
          "weight_dims[0] of "
              + TYPE
              + " must be the width of the input: weight_dims=["
              + slots
              + ", "
              + vectorSize
              + "], input="
              + input);
    }
    int width = Math.multiplyExact(slots, vectorSize);
    return List.of(new TensorShape(input.rowsPerSample(), List.of(width)));
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight);
  }

  @Override
  public void forward(Workspace workspace) {
    float[] in = workspace.values(wiring.input());
    float[] out = workspace.values(wiring.output());
    float[] weights = workspace.parameters();
    int inOffset = workspace.offset(wiring.input());
    int outOffset = workspace.offset(wiring.output());
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      int weightOffset = weight.offset();
      for (int slot = 0; slot < slots; slot++) {
        float x = in[inOffset++];
        for (int j = 0; j < vectorSize; j++) {
          out[outOffset++] = x * weights[weightOffset++];
        }
      }
    }
  }

  @Override
  public void backward(Workspace workspace) {
    float[] in = workspace.values(wiring.input());
    float[] dOut = workspace.gradients(wiring.output());
    float[] dWeights = workspace.parameterGradients();
    int inOffset = workspace.offset(wiring.input());
    int dOutOffset = workspace.offset(wiring.output());
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      int weightOffset = weight.offset();
      for (int slot = 0; slot < slots; slot++) {
        vector.axpy(vectorSize, in[inOffset++], dOut, dOutOffset, dWeights, weightOffset);
        dOutOffset += vectorSize;
        weightOffset += vectorSize;
      }
    }
    if (wiring.wantsGradient(0)) {
      inputGradient(workspace);
    }
  }

  private void inputGradient(Workspace workspace) {
    float[] dIn = workspace.gradients(wiring.input());
    float[] dOut = workspace.gradients(wiring.output());
    float[] weights = workspace.parameters();
    int dInOffset = workspace.offset(wiring.input());
    int dOutOffset = workspace.offset(wiring.output());
    boolean accumulate = wiring.accumulates(0);
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      int weightOffset = weight.offset();
      for (int slot = 0; slot < slots; slot++) {
        float gradient = vector.dot(vectorSize, dOut, dOutOffset, weights, weightOffset);
        dIn[dInOffset] = accumulate ? dIn[dInOffset] + gradient : gradient;
        dInOffset++;
        dOutOffset += vectorSize;
        weightOffset += vectorSize;
      }
    }
  }
}
