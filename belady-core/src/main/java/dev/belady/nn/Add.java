// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.List;

/// The elementwise sum of two or more tensors of one shape.
public final class Add implements Layer {
  private final Wiring wiring;
  private final VectorOps vector;
  private final int sampleFloats;

  /// A layer that adds its inputs in order.
  public Add(Wiring wiring, VectorOps vector) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.vector = vector;
    this.sampleFloats = wiring.input().shape().sampleFloats();
  }

  /// The one shape of the inputs.
  ///
  /// @throws IllegalArgumentException if there are less than two or they differ
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    return List.of(Shapes.requireEqual("Add", inputs));
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    Tensor output = wiring.output();
    for (int i = 0; i < wiring.inputs().size(); i++) {
      Tensor input = wiring.inputs().get(i);
      vector.copy(
          workspace.samples() * sampleFloats,
          workspace.values(input),
          workspace.offset(input),
          i > 0,
          workspace.values(output),
          workspace.offset(output));
    }
  }

  @Override
  public void backward(Workspace workspace) {
    Tensor output = wiring.output();
    for (int i = 0; i < wiring.inputs().size(); i++) {
      if (wiring.wantsGradient(i)) {
        Tensor input = wiring.inputs().get(i);
        vector.copy(
            workspace.samples() * sampleFloats,
            workspace.gradients(output),
            workspace.offset(output),
            wiring.accumulates(i),
            workspace.gradients(input),
            workspace.offset(input));
      }
    }
  }
}
