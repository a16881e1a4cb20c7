// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SlotSelectTest {
  private static void check(int slots, int size, List<Integer> selected) {
    TensorShape shape = new TensorShape(1, List.of(slots, size));
    new GradientCheck(
            List.of(shape),
            List.of(TensorShape.vector(selected.size() * size)),
            wiring -> new SlotSelect(wiring, selected, NaiveKernels.create().vector()),
            (inputs, parameters, samples) -> {
              int n = selected.size();
              double[] out = new double[samples * n * size];
              for (int i = 0; i < out.length; i++) {
                int slot = selected.get(i / size % n);
                out[i] = inputs[0][(i / size / n * slots + slot) * size + i % size];
              }
              return new double[][] {out};
            })
        .check();
  }

  @Test
  void gathersSlotsInTheOrderGiven() {
    check(4, 3, List.of(2, 0));
    check(3, 1, List.of(0, 1, 2));
  }

  @Test
  void sumsGradientsOfASlotChosenTwice() {
    check(3, 2, List.of(1, 1, 2));
  }

  @Test
  void saysWhichSlotsThereAre() {
    List<TensorShape> embedding = List.of(new TensorShape(1, List.of(3, 2)));
    assertThatThrownBy(() -> SlotSelect.outputShapes(embedding, List.of(0, 3)))
        .hasMessage("Reshape with selected needs slots from 0 to 2: selected=[0, 3]");
    assertThatThrownBy(() -> SlotSelect.outputShapes(embedding, List.of()))
        .hasMessage("Reshape with selected needs at least one slot: selected=[]");
    assertThatThrownBy(() -> SlotSelect.outputShapes(List.of(TensorShape.vector(3)), List.of(0)))
        .hasMessage("Reshape with selected needs a 3-D input (B, slots, V): input=(B, 3)");
  }
}
