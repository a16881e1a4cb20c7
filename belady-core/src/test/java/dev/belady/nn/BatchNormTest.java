// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static dev.belady.nn.GradientCheck.FIRST_PARAMETER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchNormTest {
  private static final float EPSILON = 0.01f;

  private static BatchNorm layer(Wiring wiring, InitializerKind init) {
    return new BatchNorm(
        wiring, FIRST_PARAMETER, new BatchNorm.Options(0.25f, EPSILON, init, init));
  }

  private static BatchNorm layer(int width, InitializerKind init) {
    TensorShape shape = TensorShape.vector(width);
    List<Tensor> input = List.of(new Tensor(0, "x", shape));
    List<Tensor> output = List.of(new Tensor(1, "y", shape));
    return layer(new Wiring(0, "bn1", input, List.of(InputGradient.NONE), output), init);
  }

  static double mean(double[] x, int column, int width) {
    double sum = 0;
    for (int i = column; i < x.length; i += width) {
      sum += x[i];
    }
    return sum * width / x.length;
  }

  static double variance(double[] x, int column, int width) {
    double mean = mean(x, column, width);
    double sum = 0;
    for (int i = column; i < x.length; i += width) {
      sum += (x[i] - mean) * (x[i] - mean);
    }
    return sum * width / x.length;
  }

  @Test
  void normalisesColumnsOverTheWholeBatch() {
    for (TensorShape shape : List.of(TensorShape.vector(4), new TensorShape(3, List.of(2)))) {
      int width = shape.rowFloats();
      new GradientCheck(
              List.of(shape),
              List.of(shape),
              wiring -> layer(wiring, InitializerKind.DEFAULT),
              (inputs, parameters, samples) -> {
                double[] out = new double[inputs[0].length];
                for (int i = 0; i < out.length; i++) {
                  double mean = mean(inputs[0], i % width, width);
                  double variance = variance(inputs[0], i % width, width);
                  double normalised = (inputs[0][i] - mean) / Math.sqrt(variance + EPSILON);
                  out[i] = parameters[i % width] * normalised + parameters[width + i % width];
                }
                return new double[][] {out};
              })
          .onlyInTraining()
          .check();
    }
  }

  @Test
  void evaluatesWithRunningStatistics() {
    BatchNorm layer = layer(1, InitializerKind.DEFAULT);
    // Four samples 1, 2, 3, 6: mean 3, sum of squares 50, unbiased variance 14 / 3.
    layer.finishForwardSums(new double[] {12, 50}, 4);
    assertThat(layer.moments().runningMean()).containsExactly(0);
    assertThat(layer.moments().runningVariance()).containsExactly(1);
    layer.moments().moveRunning();
    assertThat(layer.moments().runningMean()).containsExactly(0.75f);
    assertThat(layer.moments().runningVariance()[0])
        .isCloseTo((float) (0.75 + 0.25 * 14 / 3), within(1e-6f));
    layer.moments().runningMean()[0] = 2;
    layer.moments().runningVariance()[0] = 4 - EPSILON;
    float[][] values = {{5}, {Float.NaN}};
    Workspace workspace = new Workspace(values, new float[2][0], new int[2], new float[1][0][]);
    float[] parameters = new float[FIRST_PARAMETER + 2];
    parameters[FIRST_PARAMETER] = 10;
    parameters[FIRST_PARAMETER + 1] = 1;
    workspace.bindParameters(parameters, new float[0]);
    workspace.enterShard(0, 1, 1, false, 1);
    layer.forward(workspace);
    assertThat(values[1][0]).isCloseTo(16, within(1e-5f));
  }

  @Test
  void beginsWithScaleOneAndShiftZero() {
    assertThat(layer(3, InitializerKind.DEFAULT).parameters())
        .containsExactly(
            new Parameter("bn1.gamma", 5, 1, 3, new Initializer.Constant(1)),
            new Parameter("bn1.beta", 8, 1, 3, new Initializer.Constant(0)));
    assertThat(layer(3, InitializerKind.XAVIER_NORM).parameters())
        .extracting(Parameter::initializer)
        .containsExactly(new Initializer.Constant(1), new Initializer.Constant(0));
    assertThat(layer(3, InitializerKind.ZERO).parameters())
        .extracting(Parameter::initializer)
        .containsExactly(new Initializer.Constant(0), new Initializer.Constant(0));
  }

  @Test
  void saysWhatItTakes() {
    InitializerKind init = InitializerKind.DEFAULT;
    assertThatThrownBy(() -> new BatchNorm.Options(1.5f, 1, init, init))
        .hasMessage("factor of BatchNorm must be from 0 to 1: factor=1.5");
    assertThatThrownBy(() -> new BatchNorm.Options(1, 0, init, init))
        .hasMessage("eps of BatchNorm must be > 0: eps=0.0");
    assertThatThrownBy(() -> BatchNorm.outputShapes(List.of(new TensorShape(1, List.of(2, 3)))))
        .hasMessage("BatchNorm needs a 2-D input (B, width): input=(B, 2, 3)");
  }
}
