// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.ArrayList;
import java.util.List;

/// The sum or the mean along one axis, which stays with length 1: HugeCTR's ReduceSum and
/// ReduceMean.
public final class Reduce implements Layer {
  /// What becomes of the elements along the axis.
  public enum Kind {
    /// Their sum.
    SUM,
    /// Their mean.
    MEAN
  }

  private final Wiring wiring;
  private final VectorOps vector;
  private final AxisView view;
  private final int divisor;

  /// A layer over one input.
  ///
  /// @param axis the axis, counted with the batch as 0
  public Reduce(Wiring wiring, Kind kind, int axis, VectorOps vector) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring), kind, axis));
    this.wiring = wiring;
    this.vector = vector;
    this.view = AxisView.of(wiring.input().shape(), axis);
    this.divisor = kind == Kind.MEAN ? view.length() : 1;
  }

  /// The shape of the only input, with length 1 along `axis`.
  ///
  /// @throws IllegalArgumentException if the input has no such axis, or it is the batch
  public static List<TensorShape> outputShapes(List<TensorShape> inputs, Kind kind, int axis) {
    String type = kind == Kind.MEAN ? "ReduceMean" : "ReduceSum";
    Shapes.requireCount(type, inputs, 1);
    TensorShape input = inputs.getFirst();
    AxisView.requireAxis(type, input, axis);
    List<Integer> dims = new ArrayList<>(input.dims());
    dims.set(axis - 1, 1);
    return List.of(new TensorShape(input.rowsPerSample(), dims));
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
    int length = view.length();
    int inner = view.inner();
    int blocks = workspace.samples() * view.outer();
    for (int block = 0; block < blocks; block++) {
      if (inner == 1) {
        out[outOffset + block] = vector.sum(length, in, inOffset + block * length);
      } else {
        for (int i = 0; i < length; i++) {
          int run = inOffset + (block * length + i) * inner;
          vector.copy(inner, in, run, i > 0, out, outOffset + block * inner);
        }
      }
    }
    if (divisor > 1) {
      for (int i = 0; i < blocks * inner; i++) {
        out[outOffset + i] /= divisor;
      }
    }
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    float[] dIn = workspace.gradients(wiring.input());
    float[] dOut = workspace.gradients(wiring.output());
    int dInOffset = workspace.offset(wiring.input());
    int dOutOffset = workspace.offset(wiring.output());
    boolean accumulate = wiring.accumulates(0);
    for (int block = 0; block < workspace.samples() * view.outer(); block++) {
      for (int i = 0; i < view.length(); i++) {
        for (int j = 0; j < view.inner(); j++) {
          float gradient = dOut[dOutOffset + j] / divisor;
          dIn[dInOffset + j] = accumulate ? dIn[dInOffset + j] + gradient : gradient;
        }
        dInOffset += view.inner();
      }
      dOutOffset += view.inner();
    }
  }
}
