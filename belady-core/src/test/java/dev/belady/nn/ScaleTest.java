// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static void check(TensorShape shape, int axis, int factor) {
    int block = axis == 0 ? 1 : shape.rowFloats();
    new GradientCheck(
            List.of(shape),
            Scale.outputShapes(List.of(shape), axis, factor),
            wiring -> new Scale(wiring, axis, factor),
            (inputs, parameters, samples) -> {
              double[] out = new double[inputs[0].length * factor];
              for (int i = 0; i < out.length; i++) {
                out[i] = inputs[0][i / (block * factor) * block + i % block];
              }
              return new double[][] {out};
            })
        .check();
  }

  @Test
  void repeatsElements() {
    check(TensorShape.vector(3), 0, 4);
    check(new TensorShape(2, List.of(3)), 0, 2);
  }

  @Test
  void repeatsRows() {
    check(TensorShape.vector(3), 1, 4);
    check(new TensorShape(2, List.of(3)), 1, 2);
    check(TensorShape.vector(3), 1, 1);
  }

  @Test
  void infersRowsOrColumns() {
    List<TensorShape> inputs = List.of(TensorShape.vector(3));
    assertThat(Scale.outputShapes(inputs, 0, 4)).containsExactly(TensorShape.vector(12));
    assertThat(Scale.outputShapes(inputs, 1, 4)).containsExactly(new TensorShape(4, List.of(3)));
  }

  @Test
  void saysWhichNumbersItTakes() {
    List<TensorShape> inputs = List.of(TensorShape.vector(3));
    assertThatThrownBy(() -> Scale.outputShapes(inputs, 2, 4))
        .hasMessage("axis of Scale must be 0 or 1: axis=2");
    assertThatThrownBy(() -> Scale.outputShapes(inputs, 0, 0))
        .hasMessage("factor of Scale must be > 0: factor=0");
  }
}
