// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DotInteractionTest {
  private static void check(int n, int d) {
    List<TensorShape> shapes = List.of(TensorShape.vector(d), new TensorShape(1, List.of(n, d)));
    new GradientCheck(
            shapes,
            DotInteraction.outputShapes(shapes),
            wiring -> new DotInteraction(wiring, NaiveKernels.create().interaction()),
            (inputs, parameters, samples) -> {
              int width = d + n * (n + 1) / 2 + 1;
              double[] out = new double[samples * width];
              for (int sample = 0; sample < samples; sample++) {
                double[] stack = new double[(n + 1) * d];
                System.arraycopy(inputs[0], sample * d, stack, 0, d);
                System.arraycopy(inputs[1], sample * n * d, stack, d, n * d);
                System.arraycopy(stack, 0, out, sample * width, d);
                for (int i = 1; i <= n; i++) {
                  for (int j = 0; j < i; j++) {
                    int at = sample * width + d + i * (i - 1) / 2 + j;
                    for (int k = 0; k < d; k++) {
                      out[at] += stack[i * d + k] * stack[j * d + k];
                    }
                  }
                }
              }
              return new double[][] {out};
            })
        .check();
  }

  @Test
  void multipliesAllPairsOfVectors() {
    check(4, 3);
    check(1, 5);
    check(2, 1);
  }

  @Test
  void hasTheWidthOfDlrm() {
    List<TensorShape> shapes =
        List.of(TensorShape.vector(128), new TensorShape(1, List.of(26, 128)));
    assertThat(DotInteraction.outputShapes(shapes)).containsExactly(TensorShape.vector(480));
  }

  @Test
  void saysWhichShapesItTakes() {
    TensorShape dense = TensorShape.vector(16);
    TensorShape embeddings = new TensorShape(1, List.of(26, 128));
    assertThatThrownBy(() -> DotInteraction.outputShapes(List.of(dense, embeddings)))
        .hasMessage(
            "Interaction needs a dense input (B, d) and an embedding input (B, n, d) of the same"
                + " d: inputs=[(B, 16), (B, 26, 128)]");
    assertThatThrownBy(() -> DotInteraction.outputShapes(List.of(dense)))
        .hasMessage("Interaction needs exactly 2 inputs: inputs=[(B, 16)]");
  }
}
