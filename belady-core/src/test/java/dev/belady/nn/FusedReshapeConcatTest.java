// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FusedReshapeConcatTest {
  private static void check(boolean splitLast, int slots, int... sizes) {
    List<TensorShape> shapes = new ArrayList<>();
    for (int size : sizes) {
      shapes.add(new TensorShape(1, List.of(slots, size)));
    }
    new GradientCheck(
            shapes,
            FusedReshapeConcat.outputShapes(shapes, splitLast),
            wiring -> new FusedReshapeConcat(wiring, NaiveKernels.create().vector()),
            (inputs, parameters, samples) -> {
              List<Double> history = new ArrayList<>();
              List<Double> item = new ArrayList<>();
              for (int row = 0; row < samples * slots; row++) {
                boolean last = splitLast && row % slots == slots - 1;
                for (int k = 0; k < sizes.length; k++) {
                  for (int i = 0; i < sizes[k]; i++) {
                    (last ? item : history).add(inputs[k][row * sizes[k] + i]);
                  }
                }
              }
              double[] first = history.stream().mapToDouble(Double::doubleValue).toArray();
              double[] second = item.stream().mapToDouble(Double::doubleValue).toArray();
              return splitLast ? new double[][] {first, second} : new double[][] {first};
            })
        .check();
  }

  @Test
  void separatesTheLastSlot() {
    check(true, 4, 2, 3, 1);
    check(true, 2, 3);
  }

  @Test
  void joinsAllSlots() {
    check(false, 3, 2, 3);
    check(false, 1, 2);
  }

  @Test
  void infersHistoryAndItem() {
    List<TensorShape> shapes =
        List.of(new TensorShape(1, List.of(11, 18)), new TensorShape(1, List.of(11, 18)));
    assertThat(FusedReshapeConcat.outputShapes(shapes, true))
        .containsExactly(new TensorShape(10, List.of(36)), TensorShape.vector(36));
    assertThat(FusedReshapeConcat.outputShapes(shapes, false))
        .containsExactly(new TensorShape(11, List.of(36)));
  }

  @Test
  void saysWhichShapesItTakes() {
    TensorShape one = new TensorShape(1, List.of(3, 2));
    TensorShape other = new TensorShape(1, List.of(4, 2));
    assertThatThrownBy(() -> FusedReshapeConcat.outputShapes(List.of(one, other), true))
        .hasMessage(
            "FusedReshapeConcat needs 3-D inputs (B, slots, V) with the same slots:"
                + " inputs=[(B, 3, 2), (B, 4, 2)]");
    TensorShape single = new TensorShape(1, List.of(1, 2));
    assertThatThrownBy(() -> FusedReshapeConcat.outputShapes(List.of(single), true))
        .hasMessage(
            "FusedReshapeConcat needs at least 2 slots, the last is the item:"
                + " inputs=[(B, 1, 2)]");
    assertThatThrownBy(() -> FusedReshapeConcat.outputShapes(List.of(TensorShape.vector(2)), false))
        .hasMessage(
            "FusedReshapeConcatGeneral needs 3-D inputs (B, slots, V) with the same slots:"
                + " inputs=[(B, 2)]");
  }
}
