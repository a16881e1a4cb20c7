// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FmSecondOrderTest {
  private static void check(int rows, int vectors, int size) {
    new GradientCheck(
            List.of(new TensorShape(rows, List.of(vectors * size))),
            List.of(new TensorShape(rows, List.of(size))),
            wiring -> new FmSecondOrder(wiring, NaiveKernels.create().vector()),
            (inputs, parameters, samples) -> {
              double[] out = new double[samples * rows * size];
              for (int i = 0; i < out.length; i++) {
                int first = i / size * vectors * size + i % size;
                for (int a = 0; a < vectors; a++) {
                  for (int b = 0; b < a; b++) {
                    out[i] += inputs[0][first + a * size] * inputs[0][first + b * size];
                  }
                }
              }
              return new double[][] {out};
            })
        .check();
  }

  @Test
  void sumsTheProductsOfAllPairs() {
    check(1, 5, 3);
    check(1, 1, 4);
    check(2, 3, 1);
  }

  @Test
  void saysWhichWidthsFit() {
    assertThatThrownBy(() -> FmSecondOrder.outputShapes(List.of(TensorShape.vector(10)), 4))
        .hasMessage(
            "out_dim of FmOrder2 must divide the width of the input: out_dim=4,"
                + " input=(B, 10)");
    assertThatThrownBy(() -> FmSecondOrder.outputShapes(List.of(TensorShape.vector(10)), 0))
        .hasMessage("out_dim of FmOrder2 must be > 0: out_dim=0");
  }
}
