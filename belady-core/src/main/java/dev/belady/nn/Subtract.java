// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// The elementwise difference of two tensors of one shape, first minus second: HugeCTR's Sub.
public final class Subtract implements Layer {
  private static final String TYPE = "Sub";

  private final Wiring wiring;
  private final int sampleFloats;

  /// A layer over two inputs.
  public Subtract(Wiring wiring) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.sampleFloats = wiring.input().shape().sampleFloats();
  }

  /// The one shape of the inputs.
  ///
  /// @throws IllegalArgumentException if they are not two or differ
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    Shapes.requireCount(TYPE, inputs, 2);
    return List.of(Shapes.requireEqual(TYPE, inputs));
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    Tensor first = wiring.inputs().get(0);
    Tensor second = wiring.inputs().get(1);
    float[] a = workspace.values(first);
    float[] b = workspace.values(second);
    float[] out = workspace.values(wiring.output());
    int aOffset = workspace.offset(first);
    int bOffset = workspace.offset(second);
    int outOffset = workspace.offset(wiring.output());
    for (int i = 0; i < workspace.samples() * sampleFloats; i++) {
      out[outOffset + i] = a[aOffset + i] - b[bOffset + i];
    }
  }

  @Override
  public void backward(Workspace workspace) {
    float[] dOut = workspace.gradients(wiring.output());
    int dOutOffset = workspace.offset(wiring.output());
    for (int input = 0; input < 2; input++) {
      if (wiring.wantsGradient(input)) {
        Tensor tensor = wiring.inputs().get(input);
        float[] dIn = workspace.gradients(tensor);
        int dInOffset = workspace.offset(tensor);
        boolean accumulate = wiring.accumulates(input);
        float sign = input == 0 ? 1 : -1;
        for (int i = 0; i < workspace.samples() * sampleFloats; i++) {
          float gradient = sign * dOut[dOutOffset + i];
          dIn[dInOffset + i] = accumulate ? dIn[dInOffset + i] + gradient : gradient;
        }
      }
    }
  }
}
