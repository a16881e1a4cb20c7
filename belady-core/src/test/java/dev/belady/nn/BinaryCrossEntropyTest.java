// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinaryCrossEntropyTest {
  private static final TensorShape SCALAR = TensorShape.vector(1);

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double logLoss(double x, double y) {
    return -y * Math.log(sigmoid(x)) - (1 - y) * Math.log(1 - sigmoid(x));
  }

  private static GradientCheck check() {
    return new GradientCheck(
            List.of(SCALAR, SCALAR),
            List.of(SCALAR),
            BinaryCrossEntropy::new,
            (inputs, parameters, samples) ->
                new double[][] {
                  Arrays.stream(inputs[0]).map(BinaryCrossEntropyTest::sigmoid).toArray()
                })
        .withLoss((inputs, samples) -> {
          double sum = 0;
          for (int i = 0; i < samples; i++) {
            sum += logLoss(inputs[0][i], inputs[1][i]);
          }
          return sum / samples;
        });
  }

  @Test
  void isTheMeanLogLossOfTheBatch() {
    check().withLabel(1, random -> random.nextInt(2)).check();
  }

  @Test
  void takesSoftLabels() {
    check().withLabel(1, random -> random.nextDouble()).check();
  }

  @Test
  void staysFiniteForLargeLogits() {
    Tensor logit = new Tensor(0, "x", SCALAR);
    Tensor label = new Tensor(1, "y", SCALAR);
    Tensor output = new Tensor(2, "p", SCALAR);
    Wiring wiring =
        new Wiring(
            0,
            "loss",
            List.of(logit, label),
            List.of(InputGradient.OVERWRITE, InputGradient.NONE),
            List.of(output));
    float[][] values = {{500, -500}, {0, 1}, {0, 0}};
    float[][] gradients = {{0, 0}, {}, {}};
    Workspace workspace = new Workspace(values, gradients, new int[3], new float[1][0][]);
    workspace.enterShard(0, 2, 4, true, 1);
    Layer loss = new BinaryCrossEntropy(wiring);
    loss.forward(workspace);
    loss.backward(workspace);
    assertThat(workspace.lossSum()).isEqualTo(1000);
    assertThat(values[2]).containsExactly(1, 0);
    assertThat(gradients[0]).containsExactly(0.25f, -0.25f);
  }

  @Test
  void saysWhichShapesItTakes() {
    assertThatThrownBy(
            () -> BinaryCrossEntropy.outputShapes(List.of(TensorShape.vector(2), SCALAR)))
        .hasMessage(
            "BinaryCrossEntropyLoss needs a logit (B, 1) and a label (B, 1):"
                + " inputs=[(B, 2), (B, 1)]");
  }
}
