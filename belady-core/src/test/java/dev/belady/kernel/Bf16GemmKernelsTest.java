// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static dev.belady.kernel.FloatArrays.SEED;
import static dev.belady.kernel.FloatArrays.assertSameBits;
import static dev.belady.kernel.FloatArrays.matrix;
import static dev.belady.kernel.FloatArrays.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Large products are those of the scalar kernels on operands that were rounded before; small ones
/// are those of the vector kernels.
class Bf16GemmKernelsTest {
  private static final int[][] LARGE = {{1, 32, 32}, {7, 33, 64}, {12, 100, 37}, {40, 64, 129}};
  private static final int[][] SMALL = {{5, 31, 64}, {9, 64, 31}, {3, 64, 1}, {4, 1, 64}};

  private final GemmKernels scalar = new ScalarGemmKernels();
  private final GemmKernels bf16 = Bf16Samples.scalar().gemm();

  @Test
  void largeProductsRoundTheirOperands() {
    Random random = new Random(SEED);
    for (int[] shape : LARGE) {
      compare(shape[0], shape[1], shape[2], random, true);
    }
  }

  @Test
  void smallProductsDoNot() {
    Random random = new Random(SEED);
    for (int[] shape : SMALL) {
      compare(shape[0], shape[1], shape[2], random, false);
    }
  }

  private static float[] rounded(float[] values, boolean large) {
    float[] rounded = values.clone();
    for (int i = 0; large && i < values.length; i++) {
      rounded[i] = Bf16.widen(Bf16.round(values[i]));
    }
    return rounded;
  }

  private void compare(int m, int k, int n, Random random, boolean large) {
    String shape = m + " x " + k + " x " + n;
    float[] x = matrix(random, m, k, 2, k + 1);
    float[] w = matrix(random, k, n, 1, n + 2);
    float[] dy = matrix(random, m, n, 1, n + 4);
    compareForward(m, x, packed(bf16, w, k, n), packed(scalar, rounded(w, large), k, n), large);
    PackedMatrix back = new PackedMatrix(n, k);
    PackedMatrix expectedBack = new PackedMatrix(n, k);
    bf16.packTransposed(w, 1, n + 2, back);
    scalar.packTransposed(rounded(w, large), 1, n + 2, expectedBack);
    float[] scratch = new float[bf16.scratchFloats(m, n)];
    for (boolean accumulate : new boolean[] {false, true}) {
      float[] dx = matrix(random, m, k, 2, k + 4);
      float[] expectedDx = dx.clone();
      bf16.inputGradient(m, dy, 1, n + 4, back, accumulate, dx, 2, k + 4);
      scalar.inputGradient(
          m, rounded(dy, large), 1, n + 4, expectedBack, accumulate, expectedDx, 2, k + 4);
      assertSameBits(dx, expectedDx, "dX, accumulate=" + accumulate + " " + shape);

      float[] dw = matrix(random, k, n, 5, n);
      float[] expected = dw.clone();
      bf16.weightGradient(m, k, n, x, 2, k + 1, dy, 1, n + 4, accumulate, dw, 5, scratch);
      scalar.weightGradient(
          m,
          k,
          n,
          rounded(x, large),
          2,
          k + 1,
          rounded(dy, large),
          1,
          n + 4,
          accumulate,
          expected,
          5,
          scratch);
      assertSameBits(dw, expected, "dW, accumulate=" + accumulate + " " + shape);
    }
    compareAllGradients(m, k, n, x, dy, large);
  }

  private static PackedMatrix packed(GemmKernels kernels, float[] w, int k, int n) {
    PackedMatrix packed = new PackedMatrix(k, n);
    kernels.pack(w, 1, n + 2, packed);
    return packed;
  }

  /// The bias is added at the end of a large product, and in front of a small one.
  private void compareForward(
      int m, float[] x, PackedMatrix w, PackedMatrix expectedW, boolean large) {
    int k = w.rows();
    int n = w.cols();
    float[] bias = row(new Random(SEED), n, 3);
    for (boolean relu : new boolean[] {false, true}) {
      float[] y = new float[4 + m * (n + 3)];
      float[] expected = y.clone();
      bf16.forward(m, x, 2, k + 1, w, bias, 3, relu, y, 4, n + 3);
      float[] first = large ? null : bias;
      float[] left = rounded(x, large);
      scalar.forward(m, left, 2, k + 1, expectedW, first, 3, relu && !large, expected, 4, n + 3);
      for (int i = 0; large && i < m * n; i++) {
        int at = 4 + i / n * (n + 3) + i % n;
        float sum = expected[at] + bias[3 + i % n];
        expected[at] = relu && sum <= 0 ? 0 : sum;
      }
      assertSameBits(y, expected, "forward, relu=" + relu);

      float[] plain = new float[y.length];
      float[] expectedPlain = new float[y.length];
      bf16.forward(m, x, 2, k + 1, w, null, 0, relu, plain, 4, n + 3);
      scalar.forward(m, left, 2, k + 1, expectedW, null, 0, relu, expectedPlain, 4, n + 3);
      assertSameBits(plain, expectedPlain, "forward without bias, relu=" + relu);
    }
  }

  /// The gradient of the bias is that of gradients that are not rounded.
  private void compareAllGradients(
      int m, int k, int n, float[] x, float[] gradient, boolean large) {
    float[] y = matrix(new Random(SEED), m, n, 3, n + 4);
    float[] scratch = new float[bf16.scratchFloats(m, n)];
    for (float[] out : new float[][] {null, y}) {
      for (boolean accumulate : new boolean[] {false, true}) {
        float[] dy = gradient.clone();
        float[] expectedDy = gradient.clone();
        float[] actual = matrix(new Random(SEED), k + 1, n, 5, n);
        float[] expected = actual.clone();
        bf16.linearGradients(
            m, k, n, x, 2, k + 1, dy, 1, n + 4, out, 3, accumulate, actual, 5, scratch);
        scalar.linearGradients(
            m, k, n, x, 2, k + 1, expectedDy, 1, n + 4, out, 3, accumulate, expected, 5, scratch);
        assertSameBits(dy, expectedDy, "dY");
        assertSameBits(
            Arrays.copyOfRange(actual, 5 + k * n, actual.length),
            Arrays.copyOfRange(expected, 5 + k * n, actual.length),
            "db");
        for (int i = 5; i < 5 + k * n; i++) {
          // At most one unit of 2^-8 from each operand, of m products below 1.
          assertThat(actual[i]).isBetween(expected[i] - m / 64f, expected[i] + m / 64f);
          assertThat(large || actual[i] == expected[i]).isTrue();
        }
      }
    }
  }

  @Test
  void noSamplesChangeNothing() {
    PackedMatrix w = new PackedMatrix(32, 32);
    float[] dw = new float[33 * 32];
    Arrays.fill(dw, 1);
    float[] none = new float[0];
    bf16.forward(0, none, 0, 32, w, null, 0, true, none, 0, 32);
    bf16.inputGradient(0, none, 0, 32, w, true, none, 0, 32);
    bf16.weightGradient(0, 32, 32, none, 0, 32, none, 0, 32, true, dw, 0, none);
    assertThat(dw).containsOnly(1);
    bf16.linearGradients(0, 32, 32, none, 0, 32, none, 0, 32, null, 0, false, dw, 0, none);
    assertThat(dw).containsOnly(0);
  }
}
