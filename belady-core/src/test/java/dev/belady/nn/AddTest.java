// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddTest {
  private static GradientCheck check(TensorShape shape, int count) {
    return new GradientCheck(
        Collections.nCopies(count, shape),
        List.of(shape),
        wiring -> new Add(wiring, NaiveKernels.create().vector()),
        (inputs, parameters, samples) -> {
          double[] out = new double[inputs[0].length];
          for (double[] input : inputs) {
            for (int i = 0; i < out.length; i++) {
              out[i] += input[i];
            }
          }
          return new double[][] {out};
        });
  }

  @Test
  void addsAllInputs() {
    check(TensorShape.vector(5), 2).check();
    check(new TensorShape(2, List.of(2, 3)), 4).check();
  }

  @Test
  void addsATensorToItself() {
    check(TensorShape.vector(5), 3).withOneTensor().check();
  }

  @Test
  void saysThatShapesMustBeEqual() {
    assertThatThrownBy(
            () -> Add.outputShapes(List.of(TensorShape.vector(2), TensorShape.vector(3))))
        .hasMessage("Add needs inputs of one shape: inputs=[(B, 2), (B, 3)]");
    assertThatThrownBy(() -> Add.outputShapes(List.of(TensorShape.vector(2))))
        .hasMessage("Add needs at least 2 inputs: inputs=[(B, 2)]");
  }
}
