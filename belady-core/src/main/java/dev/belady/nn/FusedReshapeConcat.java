// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.ArrayList;
import java.util.List;

/// Embeddings `(B, s, v_k)` of the same s slots, joined slot by slot: HugeCTR's FusedReshapeConcat
/// with two outputs, FusedReshapeConcatGeneral with one.
///
/// With two outputs the first s - 1 slots are a history, `(B * (s - 1), sum of v)`, and the last
/// slot is the item, `(B, sum of v)`. With one output all slots go to `(B * s, sum of v)`.
public final class FusedReshapeConcat implements Layer {
  private static final String TYPE = "FusedReshapeConcat";

  private final Wiring wiring;
  private final VectorOps vector;
  private final int slots;
  private final int totalWidth;
  private final int[] widths;

  /// A layer with a separate last slot if the wiring has two outputs.
  public FusedReshapeConcat(Wiring wiring, VectorOps vector) {
    List<TensorShape> inputs = Shapes.inputs(wiring);
    boolean splitLast = wiring.outputs().size() == 2;
    Shapes.requireOutputs(wiring, outputShapes(inputs, splitLast));
    this.wiring = wiring;
    this.vector = vector;
    this.slots = inputs.getFirst().dims().getFirst();
    this.totalWidth = wiring.output().shape().rowFloats();
    this.widths = inputs.stream().mapToInt(input -> input.dims().getLast()).toArray();
  }

  /// One or two 2-D shapes.
  ///
  /// @param splitLast whether the last slot has an output of its own
  /// @throws IllegalArgumentException if the inputs are not 3-D with the same number of slots, or
  ///   there is no slot but the last
  public static List<TensorShape> outputShapes(List<TensorShape> inputs, boolean splitLast) {
    String type = splitLast ? TYPE : TYPE + "General";
    Shapes.requireAtLeast(type, inputs, 1);
    int width = 0;
    for (TensorShape input : inputs) {
      if (input.rowsPerSample() != 1
          || input.dims().size() != 2
          || !input.dims().getFirst().equals(inputs.getFirst().dims().getFirst())) {
        throw new IllegalArgumentException(
            type + " needs 3-D inputs (B, slots, V) with the same slots: inputs=" + inputs);
      }
      width = Math.addExact(width, input.dims().getLast());
    }
    int slots = inputs.getFirst().dims().getFirst();
    if (!splitLast) {
      return List.of(new TensorShape(slots, List.of(width)));
    }
    if (slots < 2) {
      throw new IllegalArgumentException(
          type + " needs at least 2 slots, the last is the item: inputs=" + inputs);
    }
    List<TensorShape> outputs = new ArrayList<>();
    outputs.add(new TensorShape(slots - 1, List.of(width)));
    outputs.add(TensorShape.vector(width));
    return outputs;
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    int column = 0;
    for (int k = 0; k < widths.length; k++) {
      float[] in = workspace.values(wiring.inputs().get(k));
      int inOffset = workspace.offset(wiring.inputs().get(k));
      for (int i = 0; i < workspace.samples() * slots; i++) {
        Tensor output = outputOf(i % slots);
        int row = workspace.offset(output) + rowOf(i) * totalWidth;
        vector.copy(
            widths[k], in, inOffset + i * widths[k], false, workspace.values(output), row + column);
      }
      column += widths[k];
    }
  }

  @Override
  public void backward(Workspace workspace) {
    int column = 0;
    for (int k = 0; k < widths.length; k++) {
      if (wiring.wantsGradient(k)) {
        float[] dIn = workspace.gradients(wiring.inputs().get(k));
        int dInOffset = workspace.offset(wiring.inputs().get(k));
        for (int i = 0; i < workspace.samples() * slots; i++) {
          Tensor output = outputOf(i % slots);
          int row = workspace.offset(output) + rowOf(i) * totalWidth;
          vector.copy(
              widths[k],
              workspace.gradients(output),
              row + column,
              wiring.accumulates(k),
              dIn,
              dInOffset + i * widths[k]);
        }
      }
      column += widths[k];
    }
  }

  private boolean splitsLast() {
    return wiring.outputs().size() == 2;
  }

  private Tensor outputOf(int slot) {
    return splitsLast() && slot == slots - 1 ? wiring.outputs().get(1) : wiring.output();
  }

  /// The row, in its output, of slot `i % slots` of sample `i / slots`.
  private int rowOf(int i) {
    if (!splitsLast()) {
      return i;
    }
    int sample = i / slots;
    int slot = i % slots;
    return slot == slots - 1 ? sample : sample * (slots - 1) + slot;
  }
}
