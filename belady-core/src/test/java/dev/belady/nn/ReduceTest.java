// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReduceTest {
  private static void check(TensorShape shape, int axis) {
    int length = shape.dims().get(axis - 1);
    int inner = shape.dims().subList(axis, shape.dims().size()).stream().reduce(1, (a, b) -> a * b);
    for (Reduce.Kind kind : Reduce.Kind.values()) {
      new GradientCheck(
              List.of(shape),
              Reduce.outputShapes(List.of(shape), kind, axis),
              wiring -> new Reduce(wiring, kind, axis, NaiveKernels.create().vector()),
              (inputs, parameters, samples) -> {
                double[] out = new double[inputs[0].length / length];
                for (int i = 0; i < inputs[0].length; i++) {
                  double share = kind == Reduce.Kind.MEAN ? inputs[0][i] / length : inputs[0][i];
                  out[i / (length * inner) * inner + i % inner] += share;
                }
                return new double[][] {out};
              })
          .check();
    }
  }

  @Test
  void reducesRows() {
    check(TensorShape.vector(5), 1);
    check(TensorShape.vector(1), 1);
    check(new TensorShape(3, List.of(4)), 1);
  }

  @Test
  void reducesEitherAxisOfThreeDimensions() {
    check(new TensorShape(1, List.of(4, 3)), 1);
    check(new TensorShape(1, List.of(4, 3)), 2);
    check(new TensorShape(2, List.of(3, 1)), 1);
  }

  @Test
  void keepsTheAxisWithLengthOne() {
    assertThat(
            Reduce.outputShapes(List.of(new TensorShape(1, List.of(26, 16))), Reduce.Kind.SUM, 1))
        .containsExactly(new TensorShape(1, List.of(1, 16)));
  }

  @Test
  void saysThatTheBatchIsNoAxis() {
    List<TensorShape> inputs = List.of(TensorShape.vector(5));
    assertThatThrownBy(() -> Reduce.outputShapes(inputs, Reduce.Kind.SUM, 0))
        .hasMessage("axis of ReduceSum must be from 1 to 1: axis=0, input=(B, 5)");
    assertThatThrownBy(() -> Reduce.outputShapes(inputs, Reduce.Kind.MEAN, 2))
        .hasMessage("axis of ReduceMean must be from 1 to 1: axis=2, input=(B, 5)");
  }
}
