// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubtractTest {
  private static GradientCheck check() {
    TensorShape shape = new TensorShape(2, List.of(5));
    return new GradientCheck(
        List.of(shape, shape),
        List.of(shape),
        Subtract::new,
        (inputs, parameters, samples) -> {
          double[] out = inputs[0].clone();
          for (int i = 0; i < out.length; i++) {
            out[i] -= inputs[1][i];
          }
          return new double[][] {out};
        });
  }

  @Test
  void subtractsTheSecondFromTheFirst() {
    check().check();
  }

  @Test
  void givesATensorMinusItselfNoGradient() {
    check().withOneTensor().check();
  }

  @Test
  void saysThatItTakesTwoInputs() {
    assertThatThrownBy(() -> Subtract.outputShapes(Collections.nCopies(3, TensorShape.vector(2))))
        .hasMessage("Sub needs exactly 2 inputs: inputs=[(B, 2), (B, 2), (B, 2)]");
  }
}
