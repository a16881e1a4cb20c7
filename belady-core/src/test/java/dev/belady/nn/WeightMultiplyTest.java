// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static dev.belady.nn.GradientCheck.FIRST_PARAMETER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WeightMultiplyTest {
  private static WeightMultiply layer(Wiring wiring) {
    return new WeightMultiply(
        wiring, FIRST_PARAMETER, InitializerKind.DEFAULT, NaiveKernels.create().vector());
  }

  private static void check(int rows, int slots, int size) {
    new GradientCheck(
            List.of(new TensorShape(rows, List.of(slots))),
            List.of(new TensorShape(rows, List.of(slots * size))),
            WeightMultiplyTest::layer,
            (inputs, parameters, samples) -> {
              double[] out = new double[inputs[0].length * size];
              for (int i = 0; i < out.length; i++) {
                out[i] = inputs[0][i / size] * parameters[i % (slots * size)];
              }
              return new double[][] {out};
            })
        .check();
  }

  @Test
  void givesEveryElementAVector() {
    check(1, 4, 3);
    check(1, 5, 1);
    check(2, 2, 2);
  }

  @Test
  void beginsWithXavierUniform() {
    Tensor input = new Tensor(0, "x", TensorShape.vector(2));
    Tensor output = new Tensor(1, "y", TensorShape.vector(10));
    Wiring wiring =
        new Wiring(0, "mul", List.of(input), List.of(InputGradient.NONE), List.of(output));
    assertThat(layer(wiring).parameters())
        .containsExactly(
            new Parameter("mul.weight", 5, 2, 5, new Initializer.Uniform(Math.sqrt(0.5))));
  }

  @Test
  void saysWhichWeightsFit() {
    List<TensorShape> inputs = List.of(TensorShape.vector(13));
    assertThatThrownBy(() -> WeightMultiply.outputShapes(inputs, 12, 10))
        .hasMessage(
            "weight_dims[0] of WeightMultiply must be the width of the input:"
                + " weight_dims=[12, 10], input=(B, 13)");
    assertThatThrownBy(() -> WeightMultiply.outputShapes(inputs, 13, 0))
        .hasMessage("weight_dims[1] of WeightMultiply must be > 0: weight_dims[1]=0");
  }
}
