// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReluTest {
  @Test
  void cutsNegativeValues() {
    for (TensorShape shape : List.of(TensorShape.vector(7), new TensorShape(2, List.of(3, 4)))) {
      new GradientCheck(
              List.of(shape),
              List.of(shape),
              wiring -> new Relu(wiring, NaiveKernels.create().vector()),
              (inputs, parameters, samples) ->
                  new double[][] {Arrays.stream(inputs[0]).map(x -> Math.max(0, x)).toArray()})
          .check();
    }
  }

  @Test
  void saysThatItTakesOneInput() {
    assertThatThrownBy(() -> Relu.outputShapes(List.of()))
        .hasMessage("ReLU needs exactly 1 input: inputs=[]");
  }
}
