// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// `1 / (1 + exp(-x))` of every element; may run in place.
public final class Sigmoid implements Layer {
  private final Wiring wiring;
  private final int sampleFloats;

  /// A layer over one input of any shape.
  public Sigmoid(Wiring wiring) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.sampleFloats = wiring.input().shape().sampleFloats();
  }

  /// The shape of the only input.
  ///
  /// @throws IllegalArgumentException if there is not exactly one input
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    Shapes.requireCount("Sigmoid", inputs, 1);
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
    int inOffset = workspace.offset(wiring.input());
    int outOffset = workspace.offset(wiring.output());
    for (int i = 0; i < workspace.samples() * sampleFloats; i++) {
      out[outOffset + i] = (float) Logistic.sigmoid(in[inOffset + i]);
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
    int inOffset = workspace.offset(wiring.input());
    int outOffset = workspace.offset(wiring.output());
    boolean accumulate = wiring.accumulates(0);
    for (int i = 0; i < workspace.samples() * sampleFloats; i++) {
      float y = out[outOffset + i];
      float gradient = dOut[outOffset + i] * (y * (1 - y));
      dIn[inOffset + i] = accumulate ? dIn[inOffset + i] + gradient : gradient;
    }
  }
}
