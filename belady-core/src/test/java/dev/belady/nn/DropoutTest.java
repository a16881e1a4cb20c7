// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belady.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static final CounterRandom RANDOM = new CounterRandom(11);

  private static Dropout layer(Wiring wiring, float rate) {
    return new Dropout(wiring, rate, RANDOM, NaiveKernels.create().vector());
  }

  private static Wiring wiring(TensorShape shape, String name) {
    return new Wiring(
        0,
        "dropout1",
        List.of(new Tensor(0, "x", shape)),
        List.of(InputGradient.NONE),
        List.of(new Tensor(1, name, shape)));
  }

  /// What one shard makes of ones.
  private static float[] factors(Layer layer, int first, int samples, boolean training, long step) {
    int n = samples * layer.wiring().input().shape().sampleFloats();
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    float[][] values = {ones, new float[n]};
    Workspace workspace =
        new Workspace(values, new float[2][0], new int[2], new float[][][] {{new float[n]}});
    workspace.enterShard(first, samples, first + samples, training, step);
    layer.forward(workspace);
    return values[1];
  }

  @Test
  void zeroesWhatTheGeneratorSays() {
    for (TensorShape shape : List.of(TensorShape.vector(6), new TensorShape(2, List.of(3, 2)))) {
      int width = shape.sampleFloats();
      int draws = (width + 3) / 4;
      long stream = CounterRandom.stream("dropout out0", GradientCheck.STEP);
      new GradientCheck(
              List.of(shape),
              List.of(shape),
              wiring -> layer(wiring, 0.25f),
              (inputs, parameters, samples) -> {
                double[] out = inputs[0].clone();
                for (int i = 0; i < out.length; i++) {
                  int element = i % width;
                  long draw = RANDOM.bits(stream, (long) (i / width) * draws + element / 4);
                  long outcome = (draw >>> (16 * (element % 4))) & 0xFFFF;
                  out[i] = outcome < 49152 ? out[i] / 0.75 : 0;
                }
                return new double[][] {out};
              })
          .onlyInTraining()
          .check();
    }
  }

  @Test
  void isTheSameHoweverTheBatchIsCut() {
    Dropout layer = layer(wiring(TensorShape.vector(5), "y"), 0.5f);
    float[] whole = factors(layer, 0, 10, true, 3);
    for (int cut = 1; cut < 10; cut++) {
      float[] start = factors(layer, 0, cut, true, 3);
      float[] end = factors(layer, cut, 10 - cut, true, 3);
      assertThat(start).containsExactly(Arrays.copyOf(whole, cut * 5));
      assertThat(end).containsExactly(Arrays.copyOfRange(whole, cut * 5, 50));
    }
  }

  @Test
  void differsByStepAndTensor() {
    TensorShape shape = TensorShape.vector(64);
    Dropout layer = layer(wiring(shape, "y"), 0.5f);
    assertThat(factors(layer, 0, 2, true, 1)).isNotEqualTo(factors(layer, 0, 2, true, 2));
    Dropout other = layer(wiring(shape, "z"), 0.5f);
    assertThat(factors(layer, 0, 2, true, 1)).isNotEqualTo(factors(other, 0, 2, true, 1));
  }

  @Test
  void keepsTheExpectedShareAtTheExpectedScale() {
    for (float rate : new float[] {0, 0.1f, 0.5f, 0.9f}) {
      float[] factors =
          factors(layer(wiring(TensorShape.vector(1001), "y"), rate), 0, 200, true, 1);
      int kept = 0;
      for (float factor : factors) {
        if (factor != 0) {
          kept++;
          assertThat(factor).isCloseTo(1 / (1 - rate), within(1e-4f / (1 - rate)));
        }
      }
      assertThat((double) kept / factors.length)
          .as("rate=" + rate)
          .isCloseTo(1 - rate, within(4e-3));
    }
  }

  @Test
  void copiesInEvaluation() {
    Dropout layer = layer(wiring(TensorShape.vector(5), "y"), 0.5f);
    assertThat(factors(layer, 0, 4, false, 1)).containsOnly(1);
  }

  @Test
  void saysWhichRatesItTakes() {
    Wiring wiring = wiring(TensorShape.vector(5), "y");
    for (float rate : new float[] {-0.5f, 1, Float.NaN}) {
      assertThatThrownBy(() -> layer(wiring, rate))
          .hasMessage("rate of Dropout must be >= 0 and < 1: rate=" + rate);
    }
    assertThatThrownBy(() -> Dropout.outputShapes(List.of()))
        .hasMessage("Dropout needs exactly 1 input: inputs=[]");
  }
}
