// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElementwiseProductTest {
  private static GradientCheck check(TensorShape shape, int count) {
    return new GradientCheck(
        Collections.nCopies(count, shape),
        List.of(shape),
        wiring -> new ElementwiseProduct(wiring, NaiveKernels.create().vector()),
        (inputs, parameters, samples) -> {
          double[] out = inputs[0].clone();
          for (int k = 1; k < inputs.length; k++) {
            for (int i = 0; i < out.length; i++) {
              out[i] *= inputs[k][i];
            }
          }
          return new double[][] {out};
        });
  }

  @Test
  void multipliesAllInputs() {
    check(TensorShape.vector(5), 2).check();
    check(new TensorShape(2, List.of(2, 3)), 4).check();
  }

  @Test
  void squaresATensor() {
    check(TensorShape.vector(5), 2).withOneTensor().check();
    check(TensorShape.vector(5), 3).withOneTensor().check();
  }

  @Test
  void hasTheRightGradientAtZero() {
    Tensor a = new Tensor(0, "a", TensorShape.vector(1));
    Tensor b = new Tensor(1, "b", TensorShape.vector(1));
    Tensor product = new Tensor(2, "c", TensorShape.vector(1));
    Wiring wiring =
        new Wiring(
            0,
            "product",
            List.of(a, b),
            List.of(InputGradient.OVERWRITE, InputGradient.OVERWRITE),
            List.of(product));
    float[][] values = {{0}, {3}, {0}};
    float[][] gradients = {{Float.NaN}, {Float.NaN}, {2}};
    Workspace workspace = new Workspace(values, gradients, new int[3], new float[1][0][]);
    workspace.enterShard(0, 1, 1, true, 1);
    Layer layer = new ElementwiseProduct(wiring, NaiveKernels.create().vector());
    layer.forward(workspace);
    layer.backward(workspace);
    assertThat(gradients[0][0]).isEqualTo(6);
    assertThat(gradients[1][0]).isZero();
  }

  @Test
  void saysThatShapesMustBeEqual() {
    assertThatThrownBy(() ->
            ElementwiseProduct.outputShapes(List.of(TensorShape.vector(2), TensorShape.vector(3))))
        .hasMessage("ElementwiseMultiply needs inputs of one shape: inputs=[(B, 2), (B, 3)]");
  }
}
