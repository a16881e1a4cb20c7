// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
  private static double probability(double[] logits, int sample) {
    double one = Math.exp(logits[2 * sample + 1]);
    return one / (Math.exp(logits[2 * sample]) + one);
  }

  @Test
  void isTheMeanLogLossOfTheClass() {
    new GradientCheck(
            List.of(TensorShape.vector(2), TensorShape.vector(1)),
            List.of(TensorShape.vector(1)),
            CrossEntropy::new,
            (inputs, parameters, samples) -> {
              double[] out = new double[samples];
              for (int i = 0; i < samples; i++) {
                out[i] = probability(inputs[0], i);
              }
              return new double[][] {out};
            })
        .withLabel(1, random -> random.nextDouble())
        .withLoss((inputs, samples) -> {
          double sum = 0;
          for (int i = 0; i < samples; i++) {
            double p = probability(inputs[0], i);
            sum -= Math.log(inputs[1][i] < 0.5 ? 1 - p : p);
          }
          return sum / samples;
        })
        .check();
  }

  @Test
  void saysWhichShapesItTakes() {
    TensorShape scalar = TensorShape.vector(1);
    assertThatThrownBy(() -> CrossEntropy.outputShapes(List.of(scalar, scalar)))
        .hasMessage(
            "CrossEntropyLoss needs logits (B, 2) and a label (B, 1): inputs=[(B, 1), (B, 1)]");
  }
}
