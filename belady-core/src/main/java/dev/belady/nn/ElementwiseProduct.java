// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.List;

/// The elementwise product of two or more tensors of one shape: HugeCTR's DotProduct and
/// ElementwiseMultiply.
///
/// The gradient of an input is the product of the output's gradient and the other inputs, which is
/// right at zeros too; HugeCTR v2.3 divides the output by the input and gives 0 there.
public final class ElementwiseProduct implements Layer {
  private final Wiring wiring;
  private final VectorOps vector;
  private final int sampleFloats;

  /// A layer that multiplies its inputs in order.
  public ElementwiseProduct(Wiring wiring, VectorOps vector) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.vector = vector;
    this.sampleFloats = wiring.input().shape().sampleFloats();
  }

  /// The one shape of the inputs.
  ///
  /// @throws IllegalArgumentException if there are less than two or they differ
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    return List.of(Shapes.requireEqual("ElementwiseMultiply", inputs));
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  /// The product of all inputs but one.
  @Override
  public int scratchFloats(int samples) {
    return wiring.inputs().size() > 2 ? samples * sampleFloats : 0;
  }

  @Override
  public void forward(Workspace workspace) {
    productExcept(
        workspace, -1, workspace.values(wiring.output()), workspace.offset(wiring.output()));
  }

  @Override
  public void backward(Workspace workspace) {
    int count = wiring.inputs().size();
    for (int i = 0; i < count; i++) {
      if (wiring.wantsGradient(i)) {
        float[] others;
        int othersOffset;
        if (count == 2) {
          others = workspace.values(wiring.inputs().get(1 - i));
          othersOffset = workspace.offset(wiring.inputs().get(1 - i));
        } else {
          others = workspace.scratch();
          othersOffset = 0;
          productExcept(workspace, i, others, othersOffset);
        }
        vector.multiply(
            workspace.samples() * sampleFloats,
            workspace.gradients(wiring.output()),
            workspace.offset(wiring.output()),
            others,
            othersOffset,
            wiring.accumulates(i),
            workspace.gradients(wiring.inputs().get(i)),
            workspace.offset(wiring.inputs().get(i)));
      }
    }
  }

  private void productExcept(Workspace workspace, int excluded, float[] out, int outOffset) {
    int n = workspace.samples() * sampleFloats;
    boolean first = true;
    for (int i = 0; i < wiring.inputs().size(); i++) {
      if (i != excluded) {
        float[] in = workspace.values(wiring.inputs().get(i));
        int inOffset = workspace.offset(wiring.inputs().get(i));
        if (first) {
          vector.copy(n, in, inOffset, false, out, outOffset);
          first = false;
        } else {
          vector.multiply(n, in, inOffset, out, outOffset, false, out, outOffset);
        }
      }
    }
  }
}
