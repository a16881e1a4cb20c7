// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConcatTest {
  private static TensorShape shape(int rows, Integer... dims) {
    return new TensorShape(rows, List.of(dims));
  }

  private static GradientCheck check(List<TensorShape> shapes, int axis) {
    return new GradientCheck(
        shapes,
        Concat.outputShapes(shapes, axis),
        wiring -> new Concat(wiring, axis, NaiveKernels.create().vector()),
        (inputs, parameters, samples) -> {
          int[] widths = new int[shapes.size()];
          int total = 0;
          for (int i = 0; i < widths.length; i++) {
            List<Integer> dims = shapes.get(i).dims();
            widths[i] = dims.subList(axis - 1, dims.size()).stream().reduce(1, (a, b) -> a * b);
            total += widths[i];
          }
          int blocks = inputs[0].length / widths[0];
          double[] out = new double[blocks * total];
          int at = 0;
          for (int block = 0; block < blocks; block++) {
            for (int i = 0; i < widths.length; i++) {
              for (int k = 0; k < widths[i]; k++) {
                out[at++] = inputs[i][block * widths[i] + k];
              }
            }
          }
          return new double[][] {out};
        });
  }

  @Test
  void joinsColumns() {
    check(List.of(shape(1, 3), shape(1, 1), shape(1, 4)), 1).check();
    check(List.of(shape(2, 3), shape(2, 2)), 1).check();
    check(List.of(shape(1, 3)), 1).check();
  }

  @Test
  void joinsAlongEitherAxisOfThreeDimensions() {
    check(List.of(shape(1, 2, 3), shape(1, 4, 3)), 1).check();
    check(List.of(shape(1, 2, 3), shape(1, 2, 1)), 2).check();
    check(List.of(shape(2, 2, 3), shape(2, 2, 1)), 2).check();
  }

  @Test
  void addsBothGradientsOfATensorJoinedWithItself() {
    check(List.of(shape(1, 3), shape(1, 3)), 1).withOneTensor().check();
  }

  @Test
  void infersTheJoinedLength() {
    assertThat(Concat.outputShapes(List.of(shape(1, 26, 16), shape(1, 3, 16)), 1))
        .containsExactly(shape(1, 29, 16));
  }

  @Test
  void saysWhichShapesItTakes() {
    assertThatThrownBy(() -> Concat.outputShapes(List.of(shape(1, 3), shape(26, 3)), 1))
        .hasMessage(
            "Concat needs inputs that differ along axis 1 only: inputs=[(B, 3), (B*26, 3)]");
    assertThatThrownBy(() -> Concat.outputShapes(List.of(shape(1, 3), shape(1, 2, 3)), 1))
        .hasMessage(
            "Concat needs inputs that differ along axis 1 only: inputs=[(B, 3), (B, 2, 3)]");
    assertThatThrownBy(() -> Concat.outputShapes(List.of(shape(1, 3)), 2))
        .hasMessage("axis of Concat must be from 1 to 1: axis=2, input=(B, 3)");
    assertThatThrownBy(() -> Concat.outputShapes(List.of(), 1))
        .hasMessage("Concat needs at least 1 input: inputs=[]");
  }
}
