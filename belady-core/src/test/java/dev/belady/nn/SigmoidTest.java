// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SigmoidTest {
  @Test
  void squashesEveryElement() {
    TensorShape shape = new TensorShape(2, List.of(3));
    new GradientCheck(
            List.of(shape),
            List.of(shape),
            Sigmoid::new,
            (inputs, parameters, samples) ->
                new double[][] {
                  Arrays.stream(inputs[0]).map(x -> 1 / (1 + Math.exp(-x))).toArray()
                })
        .check();
  }

  @Test
  void staysInRangeAtTheEnds() {
    assertThat(Logistic.sigmoid(1000)).isEqualTo(1);
    assertThat(Logistic.sigmoid(-1000)).isZero();
    assertThat(Logistic.loss(1000, 0)).isEqualTo(1000);
    assertThat(Logistic.loss(-1000, 0)).isZero();
  }

  @Test
  void saysThatItTakesOneInput() {
    assertThatThrownBy(() -> Sigmoid.outputShapes(List.of()))
        .hasMessage("Sigmoid needs exactly 1 input: inputs=[]");
  }
}
