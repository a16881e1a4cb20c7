// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
  @Test
  void normalisesTheLastDimension() {
    for (TensorShape shape :
        List.of(
            TensorShape.vector(4),
            new TensorShape(2, List.of(3)),
            new TensorShape(1, List.of(2, 5)))) {
      int width = shape.dims().getLast();
      new GradientCheck(
              List.of(shape),
              List.of(shape),
              Softmax::new,
              (inputs, parameters, samples) -> new double[][] {softmax(inputs[0], width)})
          .check();
    }
  }

  private static double[] softmax(double[] x, int width) {
    double[] y = new double[x.length];
    for (int row = 0; row < x.length; row += width) {
      double sum = 0;
      for (int i = 0; i < width; i++) {
        sum += Math.exp(x[row + i]);
      }
      for (int i = 0; i < width; i++) {
        y[row + i] = Math.exp(x[row + i]) / sum;
      }
    }
    return y;
  }

  @Test
  void saysThatItTakesOneInput() {
    assertThatThrownBy(() -> Softmax.outputShapes(List.of()))
        .hasMessage("Softmax needs exactly 1 input: inputs=[]");
  }
}
