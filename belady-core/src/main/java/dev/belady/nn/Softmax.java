// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// `exp(x)` divided by its sum, over the last dimension.
public final class Softmax implements Layer {
  private final Wiring wiring;
  private final int rowsPerSample;
  private final int width;

  /// A layer over one input.
  public Softmax(Wiring wiring) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.width = wiring.input().shape().dims().getLast();
    this.rowsPerSample = wiring.input().shape().sampleFloats() / width;
  }

  /// The shape of the only input.
  ///
  /// @throws IllegalArgumentException if there is not exactly one input
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    Shapes.requireCount("Softmax", inputs, 1);
    return inputs;
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    float[] in = workspace.values(wiring.input());
    float[] out = workspace.values(wiring.output());
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      int x = workspace.offset(wiring.input()) + row * width;
      int y = workspace.offset(wiring.output()) + row * width;
      float largest = in[x];
      for (int i = 1; i < width; i++) {
        largest = StrictMath.max(largest, in[x + i]);
      }
      double sum = 0;
      for (int i = 0; i < width; i++) {
        sum += StrictMath.exp((double) in[x + i] - largest);
      }
      for (int i = 0; i < width; i++) {
        out[y + i] = (float) (StrictMath.exp((double) in[x + i] - largest) / sum);
      }
    }
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    float[] out = workspace.values(wiring.output());
    float[] dIn = workspace.gradients(wiring.input());
    float[] dOut = workspace.gradients(wiring.output());
    boolean accumulate = wiring.accumulates(0);
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      int x = workspace.offset(wiring.input()) + row * width;
      int y = workspace.offset(wiring.output()) + row * width;
      double mean = 0;
      for (int i = 0; i < width; i++) {
        mean += (double) out[y + i] * dOut[y + i];
      }
      for (int i = 0; i < width; i++) {
        float gradient = (float) (out[y + i] * (dOut[y + i] - mean));
        dIn[x + i] = accumulate ? dIn[x + i] + gradient : gradient;
      }
    }
  }
}
