// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EluTest {
  @Test
  void bendsNegativeValues() {
    TensorShape shape = TensorShape.vector(7);
    for (float alpha : new float[] {1, 0.5f, -0.5f}) {
      new GradientCheck(
              List.of(shape),
              List.of(shape),
              wiring -> new Elu(wiring, alpha),
              (inputs, parameters, samples) ->
                  new double[][] {
                    Arrays.stream(inputs[0])
                        .map(x -> x < 0 ? alpha * (Math.exp(x) - 1) : x)
                        .toArray()
                  })
          .check();
    }
  }

  @Test
  void saysThatItTakesOneInput() {
    assertThatThrownBy(() -> Elu.outputShapes(List.of()))
        .hasMessage("ELU needs exactly 1 input: inputs=[]");
  }
}
