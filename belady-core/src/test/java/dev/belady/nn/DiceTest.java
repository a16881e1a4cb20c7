// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiceTest {
  private static final float ALPHA = 0.2f;
  private static final float EPSILON = 0.01f;

  @Test
  void bendsAtTheMeanOfTheWholeBatch() {
    for (TensorShape shape : List.of(TensorShape.vector(4), new TensorShape(3, List.of(2)))) {
      int width = shape.rowFloats();
      new GradientCheck(
              List.of(shape),
              List.of(shape),
              wiring -> new Dice(wiring, ALPHA, EPSILON),
              (inputs, parameters, samples) -> {
                double[] out = new double[inputs[0].length];
                for (int i = 0; i < out.length; i++) {
                  double x = inputs[0][i];
                  double mean = BatchNormTest.mean(inputs[0], i % width, width);
                  double variance = BatchNormTest.variance(inputs[0], i % width, width);
                  double p = 1 / (1 + Math.exp(-(x - mean) / Math.sqrt(variance + EPSILON)));
                  out[i] = p * x + (1 - p) * ALPHA * x;
                }
                return new double[][] {out};
              })
          .onlyInTraining()
          .check();
    }
  }

  @Test
  void evaluatesWithRunningStatistics() {
    TensorShape shape = TensorShape.vector(1);
    List<Tensor> input = List.of(new Tensor(0, "x", shape));
    List<Tensor> output = List.of(new Tensor(1, "y", shape));
    Dice layer =
        new Dice(new Wiring(0, "dice", input, List.of(InputGradient.NONE), output), ALPHA, EPSILON);
    layer.moments().runningMean()[0] = 2;
    layer.moments().runningVariance()[0] = 4 - EPSILON;
    float[][] values = {{5}, {Float.NaN}};
    Workspace workspace = new Workspace(values, new float[2][0], new int[2], new float[1][0][]);
    workspace.enterShard(0, 1, 1, false, 1);
    layer.forward(workspace);
    double p = 1 / (1 + Math.exp(-1.5));
    assertThat(values[1][0]).isCloseTo((float) (5 * p + (1 - p) * 1), within(1e-5f));
  }

  @Test
  void saysWhatItTakes() {
    TensorShape shape = TensorShape.vector(1);
    List<Tensor> input = List.of(new Tensor(0, "x", shape));
    Wiring wiring = new Wiring(0, "dice", input, List.of(InputGradient.NONE), input);
    assertThatThrownBy(() -> new Dice(wiring, ALPHA, 0))
        .hasMessage("eps of PReLU_Dice must be > 0: eps=0.0");
    assertThatThrownBy(() -> Dice.outputShapes(List.of(new TensorShape(1, List.of(2, 3)))))
        .hasMessage("PReLU_Dice needs a 2-D input (B, width): input=(B, 2, 3)");
  }
}
