// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// Repeats a 2-D tensor: with axis 0 each element `factor` times along its row, with axis 1 each
/// row `factor` times. The gradient is the sum over the copies.
public final class Scale implements Layer {
  private static final String TYPE = "Scale";

  private final Wiring wiring;
  private final int factor;
  private final int blocksPerSample;
  private final int blockFloats;

  /// A layer over one 2-D input.
  ///
  /// @param axis 0 or 1
  /// @param factor the number of copies, at least 1
  public Scale(Wiring wiring, int axis, int factor) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring), axis, factor));
    this.wiring = wiring;
    this.factor = factor;
    TensorShape input = wiring.input().shape();
    this.blockFloats = axis == 0 ? 1 : input.rowFloats();
    this.blocksPerSample = input.sampleFloats() / blockFloats;
  }

  /// `(B, width * factor)` with axis 0, `(B * factor, width)` with axis 1.
  ///
  /// @throws IllegalArgumentException if the input is not 2-D or a number is out of range
  public static List<TensorShape> outputShapes(List<TensorShape> inputs, int axis, int factor) {
    TensorShape input = Shapes.requireOneMatrix(TYPE, inputs);
    Shapes.requirePositive(TYPE, "factor", factor);
    if (axis != 0 && axis != 1) {
      throw new IllegalArgumentException("axis of " + TYPE + " must be 0 or 1: axis=" + axis);
    }
    int rows = axis == 0 ? 1 : factor;
    int columns = axis == 0 ? factor : 1;
    return List.of(
        new TensorShape(
            Math.multiplyExact(input.rowsPerSample(), rows),
            List.of(Math.multiplyExact(input.rowFloats(), columns))));
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
    for (int block = 0; block < workspace.samples() * blocksPerSample; block++) {
      for (int copy = 0; copy < factor; copy++) {
        for (int i = 0; i < blockFloats; i++) {
          out[outOffset++] = in[inOffset + i];
        }
      }
      inOffset += blockFloats;
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
    for (int block = 0; block < workspace.samples() * blocksPerSample; block++) {
      for (int copy = 0; copy < factor; copy++) {
        boolean add = copy > 0 || wiring.accumulates(0);
        for (int i = 0; i < blockFloats; i++) {
          float gradient = dOut[dOutOffset++];
          dIn[dInOffset + i] = add ? dIn[dInOffset + i] + gradient : gradient;
        }
      }
      dInOffset += blockFloats;
    }
  }
}
