// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static dev.belady.nn.GradientCheck.FIRST_PARAMETER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrossLayerTest {
  private static CrossLayer layer(Wiring wiring, int layers) {
    return new CrossLayer(
        wiring,
        layers,
        FIRST_PARAMETER,
        InitializerKind.DEFAULT,
        InitializerKind.DEFAULT,
        NaiveKernels.create().vector());
  }

  private static void check(int rows, int width, int layers) {
    TensorShape shape = new TensorShape(rows, List.of(width));
    new GradientCheck(
            List.of(shape),
            List.of(shape),
            wiring -> layer(wiring, layers),
            (inputs, parameters, samples) -> {
              double[] out = inputs[0].clone();
              for (int row = 0; row < out.length; row += width) {
                for (int l = 0; l < layers; l++) {
                  double dot = 0;
                  for (int i = 0; i < width; i++) {
                    dot += out[row + i] * parameters[2 * l * width + i];
                  }
                  for (int i = 0; i < width; i++) {
                    out[row + i] += inputs[0][row + i] * dot + parameters[(2 * l + 1) * width + i];
                  }
                }
              }
              return new double[][] {out};
            })
        .check();
  }

  @Test
  void crossesTheInputWithEveryLayer() {
    check(1, 5, 1);
    check(1, 4, 3);
    check(1, 1, 2);
    check(2, 3, 2);
  }

  @Test
  void ordersParametersByLayerWeightFirst() {
    Tensor input = new Tensor(0, "x", TensorShape.vector(3));
    Tensor output = new Tensor(1, "y", TensorShape.vector(3));
    Wiring wiring =
        new Wiring(0, "cross", List.of(input), List.of(InputGradient.NONE), List.of(output));
    Initializer weights = new Initializer.Uniform(1);
    Initializer biases = new Initializer.Constant(0);
    assertThat(layer(wiring, 2).parameters())
        .containsExactly(
            new Parameter("cross.0.weight", 5, 1, 3, weights),
            new Parameter("cross.0.bias", 8, 1, 3, biases),
            new Parameter("cross.1.weight", 11, 1, 3, weights),
            new Parameter("cross.1.bias", 14, 1, 3, biases));
    assertThatThrownBy(() -> layer(wiring, 0))
        .hasMessage("num_layers of MultiCross must be > 0: num_layers=0");
  }

  @Test
  void saysWhichShapesItTakes() {
    assertThatThrownBy(() -> CrossLayer.outputShapes(List.of(new TensorShape(1, List.of(26, 16)))))
        .hasMessage("MultiCross needs a 2-D input (B, width): input=(B, 26, 16)");
  }
}
