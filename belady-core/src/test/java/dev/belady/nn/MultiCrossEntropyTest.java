// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultiCrossEntropyTest {
  private static final float[] WEIGHTS = {0.5f, 2, 1};

  @Test
  void isTheWeightedMeanOverKnownTargets() {
    TensorShape shape = TensorShape.vector(3);
    new GradientCheck(
            List.of(shape, shape),
            List.of(shape),
            wiring -> new MultiCrossEntropy(wiring, WEIGHTS),
            (inputs, parameters, samples) ->
                new double[][] {
                  Arrays.stream(inputs[0]).map(BinaryCrossEntropyTest::sigmoid).toArray()
                })
        .withLabel(1, random -> random.nextInt(3) - 1)
        .withLoss((inputs, samples) -> {
          double sum = 0;
          for (int i = 0; i < samples * 3; i++) {
            if (inputs[1][i] >= 0) {
              sum += WEIGHTS[i % 3] * BinaryCrossEntropyTest.logLoss(inputs[0][i], inputs[1][i]);
            }
          }
          return sum / (samples * 3);
        })
        .check();
  }

  @Test
  void saysWhichShapesItTakes() {
    TensorShape three = TensorShape.vector(3);
    assertThatThrownBy(() -> MultiCrossEntropy.outputShapes(List.of(three, three), 2))
        .hasMessage(
            "target_weight of MultiCrossEntropyLoss must have one weight per target: weights=2,"
                + " targets=3");
    TensorShape rows = new TensorShape(2, List.of(3));
    assertThatThrownBy(() -> MultiCrossEntropy.outputShapes(List.of(rows, rows), 3))
        .hasMessage(
            "MultiCrossEntropyLoss needs logits and labels (B, targets):"
                + " inputs=[(B*2, 3), (B*2, 3)]");
    assertThatThrownBy(
            () -> MultiCrossEntropy.outputShapes(List.of(three, TensorShape.vector(2)), 3))
        .hasMessage("MultiCrossEntropyLoss needs inputs of one shape: inputs=[(B, 3), (B, 2)]");
  }
}
