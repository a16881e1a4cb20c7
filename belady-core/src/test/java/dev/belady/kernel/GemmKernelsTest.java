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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GemmKernelsTest {
  private static final int[] ROWS = {1, 2, 3, 5, 6, 7, 11, 12, 13};
  private static final int[] INNER = {1, 2, 7, 13, 64, 367};
  private static final int[] COLS = {1, 2, 15, 16, 17, 31, 33, 48, 49, 63, 64, 65, 100, 129};
  private static final int[] LARGE = {255, 256, 512, 513};

  private final GemmKernels scalar = new ScalarGemmKernels();

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void vectorsGiveTheBitsOfTheSpecification(int lanes) {
    GemmKernels vector = new VectorGemmKernels(Lanes.of(lanes));
    Random random = new Random(SEED);
    for (int m : ROWS) {
      for (int k : INNER) {
        for (int n : COLS) {
          if ((long) m * k * n < 30_000 || random.nextInt(10) == 0) {
            compare(vector, new Shape(m, k, n, lanes), random);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void vectorsGiveTheBitsOfTheSpecificationForLargeShapes(int lanes) {
    GemmKernels vector = new VectorGemmKernels(Lanes.of(lanes));
    Random random = new Random(SEED);
    for (int size : LARGE) {
      compare(vector, new Shape(13, size, 17, lanes), random);
      compare(vector, new Shape(7, 13, size, lanes), random);
      compare(vector, new Shape(size, 13, 66, lanes), random);
    }
  }

  private record Shape(int m, int k, int n, int lanes) {}

  private void compare(GemmKernels vector, Shape shape, Random random) {
    compareForward(vector, shape, random);
    compareInputGradient(vector, shape, random);
    compareWeightGradient(vector, shape, random);
    compareBiasGradient(vector, shape, random);
    compareLinearGradients(vector, shape, random);
  }

  private void compareForward(GemmKernels vector, Shape shape, Random random) {
    int m = shape.m();
    int k = shape.k();
    int n = shape.n();
    float[] x = matrix(random, m, k, 2, k + 1);
    float[] w = matrix(random, k, n, 1, n + 2);
    float[] bias = row(random, n, 3);
    PackedMatrix packed = packed(scalar, w, k, n);
    assertSameBits(packed(vector, w, k, n).panels(), packed.panels(), "pack " + shape);
    for (boolean relu : new boolean[] {false, true}) {
      float[] expected = matrix(random, m, n, 4, n + 3);
      float[] actual = expected.clone();
      float[] actualPlain = expected.clone();
      float[] expectedPlain = expected.clone();
      scalar.forward(m, x, 2, k + 1, packed, bias, 3, relu, expected, 4, n + 3);
      vector.forward(m, x, 2, k + 1, packed, bias, 3, relu, actual, 4, n + 3);
      assertSameBits(actual, expected, "forward, relu=" + relu + " " + shape);
      scalar.forward(m, x, 2, k + 1, packed, null, 0, relu, expectedPlain, 4, n + 3);
      vector.forward(m, x, 2, k + 1, packed, null, 0, relu, actualPlain, 4, n + 3);
      assertSameBits(actualPlain, expectedPlain, "forward without bias " + shape);
    }
  }

  private static PackedMatrix packed(GemmKernels kernels, float[] w, int k, int n) {
    PackedMatrix packed = new PackedMatrix(k, n);
    Arrays.fill(packed.panels(), 0);
    kernels.pack(w, 1, n + 2, packed);
    return packed;
  }

  private void compareInputGradient(GemmKernels vector, Shape shape, Random random) {
    int m = shape.m();
    int k = shape.k();
    int n = shape.n();
    float[] dy = matrix(random, m, n, 1, n + 2);
    float[] w = matrix(random, k, n, 3, n + 1);
    PackedMatrix packed = new PackedMatrix(n, k);
    PackedMatrix actualPacked = new PackedMatrix(n, k);
    scalar.packTransposed(w, 3, n + 1, packed);
    vector.packTransposed(w, 3, n + 1, actualPacked);
    assertSameBits(actualPacked.panels(), packed.panels(), "packTransposed " + shape);
    for (boolean accumulate : new boolean[] {false, true}) {
      float[] expected = matrix(random, m, k, 2, k + 4);
      float[] actual = expected.clone();
      scalar.inputGradient(m, dy, 1, n + 2, packed, accumulate, expected, 2, k + 4);
      vector.inputGradient(m, dy, 1, n + 2, packed, accumulate, actual, 2, k + 4);
      assertSameBits(actual, expected, "dX, accumulate=" + accumulate + " " + shape);
    }
  }

  private void compareWeightGradient(GemmKernels vector, Shape shape, Random random) {
    int m = shape.m();
    int k = shape.k();
    int n = shape.n();
    float[] x = matrix(random, m, k, 1, k + 2);
    float[] dy = matrix(random, m, n, 2, n + 1);
    float[] scratch = new float[vector.scratchFloats(m, n)];
    for (boolean accumulate : new boolean[] {false, true}) {
      float[] expected = matrix(random, k, n, 5, n);
      float[] actual = expected.clone();
      if (!accumulate) {
        Arrays.fill(actual, 5, 5 + k * n, Float.NaN);
      }
      Arrays.fill(scratch, Float.NaN);
      scalar.weightGradient(
          m, k, n, x, 1, k + 2, dy, 2, n + 1, accumulate, expected, 5, new float[0]);
      vector.weightGradient(m, k, n, x, 1, k + 2, dy, 2, n + 1, accumulate, actual, 5, scratch);
      assertSameBits(actual, expected, "dW, accumulate=" + accumulate + " " + shape);
    }
  }

  private void compareBiasGradient(GemmKernels vector, Shape shape, Random random) {
    int n = shape.n();
    float[] dy = matrix(random, shape.m(), n, 1, n + 2);
    float[] expected = row(random, n, 3);
    float[] actual = expected.clone();
    scalar.biasGradient(shape.m(), n, dy, 1, n + 2, expected, 3);
    vector.biasGradient(shape.m(), n, dy, 1, n + 2, actual, 3);
    assertSameBits(actual, expected, "db " + shape);
  }

  private void compareLinearGradients(GemmKernels vector, Shape shape, Random random) {
    int m = shape.m();
    int k = shape.k();
    int n = shape.n();
    float[] x = matrix(random, m, k, 1, k + 2);
    float[] y = matrix(random, m, n, 3, n + 1);
    float[] scratch = new float[vector.scratchFloats(m, n)];
    for (boolean relu : new boolean[] {false, true}) {
      for (boolean accumulate : new boolean[] {false, true}) {
        float[] dy = matrix(random, m, n, 2, n + 1);
        float[] actualDy = dy.clone();
        float[] expected = matrix(random, k + 1, n, 5, n);
        float[] actual = expected.clone();
        float[] out = relu ? y : null;
        Arrays.fill(scratch, Float.NaN);
        if (!accumulate) {
          Arrays.fill(actual, 5, 5 + (k + 1) * n, Float.NaN);
        }
        scalar.linearGradients(
            m, k, n, x, 1, k + 2, dy, 2, n + 1, out, 3, accumulate, expected, 5, new float[0]);
        vector.linearGradients(
            m, k, n, x, 1, k + 2, actualDy, 2, n + 1, out, 3, accumulate, actual, 5, scratch);
        String what = "relu=" + relu + ", accumulate=" + accumulate + " " + shape;
        assertSameBits(actualDy, dy, "dY, " + what);
        assertSameBits(actual, expected, "dW and db, " + what);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void noSamplesChangeNothing(int lanes) {
    GemmKernels vector = new VectorGemmKernels(Lanes.of(lanes));
    PackedMatrix w = new PackedMatrix(3, 2);
    float[] dw = {1, 2, 3, 4, 5, 6};
    vector.forward(0, new float[0], 0, 3, w, null, 0, true, new float[0], 0, 2);
    vector.inputGradient(0, new float[0], 0, 3, w, true, new float[0], 0, 2);
    vector.weightGradient(
        0, 3, 2, new float[0], 0, 3, new float[0], 0, 2, true, dw, 0, new float[0]);
    vector.biasGradient(0, 2, new float[0], 0, 2, dw, 0);
    assertThat(dw).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void notANumberPassesThroughAndOtherValuesAreCut(int lanes) {
    for (GemmKernels kernels : new GemmKernels[] {scalar, new VectorGemmKernels(Lanes.of(lanes))}) {
      PackedMatrix one = new PackedMatrix(1, 4);
      kernels.pack(new float[] {1, 1, 1, 1}, 0, 4, one);
      float[] y = new float[12];
      float[] x = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
      kernels.forward(3, x, 0, 1, one, new float[4], 0, true, y, 0, 4);
      assertThat(Arrays.copyOfRange(y, 0, 4)).containsOnly(Float.NaN);
      assertThat(Arrays.copyOfRange(y, 4, 8)).containsOnly(0);
      assertThat(Arrays.copyOfRange(y, 8, 12)).containsOnly(Float.POSITIVE_INFINITY);
    }
  }

  @Test
  void theSpecificationIsTheTextbookProduct() {
    PackedMatrix w = new PackedMatrix(2, 2);
    scalar.pack(new float[] {1, 2, 3, 4}, 0, 2, w);
    float[] y = new float[4];
    float[] x = {1, -1, 2, 0.5f};
    scalar.forward(2, x, 0, 2, w, new float[] {10, 0}, 0, true, y, 0, 2);
    assertThat(y).containsExactly(8, 0, 13.5f, 6);

    PackedMatrix transposed = new PackedMatrix(2, 2);
    scalar.packTransposed(new float[] {1, 2, 3, 4}, 0, 2, transposed);
    float[] dx = {1, 1, 1, 1};
    scalar.inputGradient(2, x, 0, 2, transposed, true, dx, 0, 2);
    assertThat(dx).containsExactly(0, 0, 4, 9);

    float[] dw = {0, 0, 0, 100};
    float[] dy = {1, 2, 3, 4};
    scalar.weightGradient(2, 2, 2, x, 0, 2, dy, 0, 2, true, dw, 0, new float[0]);
    assertThat(dw).containsExactly(7, 10, 0.5f, 100);

    float[] db = {1, 0};
    scalar.biasGradient(2, 2, dy, 0, 2, db, 0);
    assertThat(db).containsExactly(5, 6);
  }
}
