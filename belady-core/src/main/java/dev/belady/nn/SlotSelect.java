// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.Arrays;
import java.util.List;

/// Chosen slots of an embedding `(B, slots, V)` side by side, `(B, n * V)`: HugeCTR's Reshape with
/// `selected`. A slot may be chosen more than once; slots not chosen get a gradient of 0.
public final class SlotSelect implements Layer {
  private static final String TYPE = "Reshape with selected";

  private final Wiring wiring;
  private final VectorOps vector;
  private final int[] selected;
  private final int blocksPerSample;
  private final int slots;
  private final int vectorSize;

  /// A layer that copies the slots in the order given.
  public SlotSelect(Wiring wiring, List<Integer> selected, VectorOps vector) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring), selected));
    this.wiring = wiring;
    this.vector = vector;
    this.selected = selected.stream().mapToInt(Integer::intValue).toArray();
    TensorShape input = wiring.input().shape();
    this.blocksPerSample = input.rowsPerSample();
    this.slots = input.dims().getFirst();
    this.vectorSize = input.dims().getLast();
  }

  /// `(B, n * V)` for n chosen slots of one input `(B, slots, V)`.
  ///
  /// @throws IllegalArgumentException if the input is not 3-D or has no such slot
  public static List<TensorShape> outputShapes(List<TensorShape> inputs, List<Integer> selected) {
    Shapes.requireCount(TYPE, inputs, 1);
    TensorShape input = inputs.getFirst();
    if (input.dims().size() != 2) {
      throw new IllegalArgumentException(TYPE + " needs a 3-D input (B, slots, V): input=" + input);
    }
    if (selected.isEmpty()) {
      throw new IllegalArgumentException(TYPE + " needs at least one slot: selected=[]");
    }
    for (int slot : selected) {
      if (slot < 0 || slot >= input.dims().getFirst()) {
        throw new IllegalArgumentException(
            TYPE
                + " needs slots from 0 to "
                + (input.dims().getFirst() - 1)
                + ": selected="
                + selected);
      }
    }
    int width = Math.multiplyExact(selected.size(), input.dims().getLast());
    return List.of(new TensorShape(input.rowsPerSample(), List.of(width)));
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
      for (int slot : selected) {
        vector.copy(vectorSize, in, inOffset + slot * vectorSize, false, out, outOffset);
        outOffset += vectorSize;
      }
      inOffset += slots * vectorSize;
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
    int blocks = workspace.samples() * blocksPerSample;
    if (!wiring.accumulates(0)) {
      Arrays.fill(dIn, dInOffset, dInOffset + blocks * slots * vectorSize, 0);
    }
    for (int block = 0; block < blocks; block++) {
      for (int slot : selected) {
        vector.copy(vectorSize, dOut, dOutOffset, true, dIn, dInOffset + slot * vectorSize);
        dOutOffset += vectorSize;
      }
      dInOffset += slots * vectorSize;
    }
  }
}
