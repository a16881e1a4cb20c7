// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.ArrayList;
import java.util.List;

/// Tensors joined along one axis: HugeCTR's Concat.
public final class Concat implements Layer {
  private static final String TYPE = "Concat";

  private final Wiring wiring;
  private final VectorOps vector;
  private final int blocksPerSample;
  private final int[] widths;
  private final int totalWidth;

  /// A layer that joins its inputs in order.
  ///
  /// @param axis the joined axis, counted with the batch as 0
  public Concat(Wiring wiring, int axis, VectorOps vector) {
    List<TensorShape> inputs = Shapes.inputs(wiring);
    Shapes.requireOutputs(wiring, outputShapes(inputs, axis));
    this.wiring = wiring;
    this.vector = vector;
    AxisView output = AxisView.of(wiring.output().shape(), axis);
    this.blocksPerSample = output.outer();
    this.totalWidth = output.length() * output.inner();
    this.widths =
        inputs.stream().mapToInt(input -> input.dims().get(axis - 1) * output.inner()).toArray();
  }

  /// The shape of the inputs, with the sum of their lengths along `axis`.
  ///
  /// @throws IllegalArgumentException if the inputs differ elsewhere or have no such axis
  public static List<TensorShape> outputShapes(List<TensorShape> inputs, int axis) {
    Shapes.requireAtLeast(TYPE, inputs, 1);
    TensorShape first = inputs.getFirst();
    AxisView.requireAxis(TYPE, first, axis);
    int length = 0;
    for (TensorShape input : inputs) {
      if (input.rowsPerSample() != first.rowsPerSample()
          || input.dims().size() != first.dims().size()
          || !resized(input, axis, 1).equals(resized(first, axis, 1))) {
        throw new IllegalArgumentException(
            TYPE + " needs inputs that differ along axis " + axis + " only: inputs=" + inputs);
      }
      length = Math.addExact(length, input.dims().get(axis - 1));
    }
    return List.of(resized(first, axis, length));
  }

  private static TensorShape resized(TensorShape shape, int axis, int length) {
    List<Integer> dims = new ArrayList<>(shape.dims());
    dims.set(axis - 1, length);
    return new TensorShape(shape.rowsPerSample(), dims);
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    float[] out = workspace.values(wiring.output());
    int outOffset = workspace.offset(wiring.output());
    int blocks = workspace.samples() * blocksPerSample;
    for (int i = 0; i < widths.length; i++) {
      Tensor input = wiring.inputs().get(i);
      float[] in = workspace.values(input);
      int inOffset = workspace.offset(input);
      int width = widths[i];
      for (int block = 0; block < blocks; block++) {
        vector.copy(
            width, in, inOffset + block * width, false, out, outOffset + block * totalWidth);
      }
      outOffset += width;
    }
  }

  @Override
  public void backward(Workspace workspace) {
    float[] dOut = workspace.gradients(wiring.output());
    int dOutOffset = workspace.offset(wiring.output());
    int blocks = workspace.samples() * blocksPerSample;
    for (int i = 0; i < widths.length; i++) {
      int width = widths[i];
      if (wiring.wantsGradient(i)) {
        Tensor input = wiring.inputs().get(i);
        float[] dIn = workspace.gradients(input);
        int dInOffset = workspace.offset(input);
        boolean accumulate = wiring.accumulates(i);
        for (int block = 0; block < blocks; block++) {
          vector.copy(
              width,
              dOut,
              dOutOffset + block * totalWidth,
              accumulate,
              dIn,
              dInOffset + block * width);
        }
      }
      dOutOffset += width;
    }
  }
}
