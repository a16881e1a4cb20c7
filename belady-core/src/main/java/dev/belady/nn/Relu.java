// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.List;

/// `max(0, x)` of every element; may run in place. The gradient passes where the output is > 0.
public final class Relu implements Layer {
  private final Wiring wiring;
  private final VectorOps vector;
  private final int sampleFloats;

  /// A layer over one input of any shape.
  public Relu(Wiring wiring, VectorOps vector) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.vector = vector;
    this.sampleFloats = wiring.input().shape().sampleFloats();
  }

  /// The shape of the only input.
  ///
  /// @throws IllegalArgumentException if there is not exactly one input
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    Shapes.requireCount("ReLU", inputs, 1);
    return inputs;
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    Tensor input = wiring.input();
    Tensor output = wiring.output();
    vector.relu(
        workspace.samples() * sampleFloats,
        workspace.values(input),
        workspace.offset(input),
        workspace.values(output),
        workspace.offset(output));
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    Tensor input = wiring.input();
    Tensor output = wiring.output();
    vector.reluGradient(
        workspace.samples() * sampleFloats,
        workspace.values(output),
        workspace.offset(output),
        workspace.gradients(output),
        workspace.offset(output),
        wiring.accumulates(0),
        workspace.gradients(input),
        workspace.offset(input));
  }
}
