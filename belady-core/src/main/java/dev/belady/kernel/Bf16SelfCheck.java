// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/// Compares a [Bf16Product] with the scalar one at start: small products in each of the forms that
/// [Bf16GemmKernels] asks for, with rows that have gaps, and each of them twice.
///
/// A sum of k products and an old value, in whatever order, is off by at most (k + 1) half units in
/// the last place of the sum of magnitudes; two of them differ by twice that.
final class Bf16SelfCheck {
  private static final double HALF_UNIT = 0x1p-24;
  private static final int[][] SHAPES = {{37, 35, 131}, {128, 64, 300}, {64, 96, 33}};
  private static final int GAP = 3;

  private Bf16SelfCheck() {}

  /// Fails with a sentence unless all results are right.
  ///
  /// @param name of the product, for the sentence
  static void require(Bf16Product product, String name) {
    SplittableRandom random = new SplittableRandom(1);
    for (int[] shape : SHAPES) {
      for (boolean accumulate : new boolean[] {false, true}) {
        require(product, name, new Form(false, false, accumulate), shape, random);
        require(product, name, new Form(false, true, accumulate), shape, random);
        require(product, name, new Form(true, false, accumulate), shape, random);
      }
    }
  }

  private record Form(boolean transposeA, boolean transposeB, boolean accumulate) {
    void multiply(
        Bf16Product product, int m, int n, int k, short[] a, short[] b, float[] c, int ldc) {
      product.multiply(
          transposeA,
          transposeB,
          m,
          n,
          k,
          a,
          transposeA ? m : k,
          b,
          transposeB ? k : n,
          accumulate,
          c,
          GAP,
          ldc);
    }
  }

  private static void require(
      Bf16Product product, String name, Form form, int[] shape, SplittableRandom random) {
    int m = shape[0];
    int n = shape[1];
    int k = shape[2];
    int ldc = n + GAP;
    short[] a = numbers(m * k, random);
    short[] b = numbers(k * n, random);
    float[] old = new float[GAP + m * ldc];
    for (int i = 0; i < old.length; i++) {
      old[i] = (float) (random.nextDouble() - 0.5);
    }
    float[] expected = old.clone();
    float[] actual = old.clone();
    float[] again = old.clone();
    float[] magnitudes = old.clone();
    form.multiply(new ScalarBf16Product(), m, n, k, a, b, expected, ldc);
    form.multiply(product, m, n, k, a, b, actual, ldc);
    form.multiply(product, m, n, k, a, b, again, ldc);
    for (int i = 0; i < old.length; i++) {
      magnitudes[i] = Math.abs(old[i]);
    }
    form.multiply(new ScalarBf16Product(), m, n, k, magnitudes(a), magnitudes(b), magnitudes, ldc);
    if (!Arrays.equals(actual, again)) {
      throw new KernelException(
          "a product of the same numbers must have the same bits each time: " + name + ", " + form);
    }
    for (int i = 0; i < old.length; i++) {
      boolean result = i >= GAP && (i - GAP) % ldc < n;
      double most = result ? 2 * (k + 1) * HALF_UNIT * magnitudes[i] : 0;
      if (!(Math.abs((double) actual[i] - expected[i]) <= most)) {
        throw new KernelException(
            String.format(
                Locale.ROOT,
                "a product of bf16 numbers must be right but for the order of sums: %s, %s, m=%d, n=%d,"
                    + " k=%d, element=%d, expected=%s, actual=%s, most=%s",
                name,
                form,
                m,
                n,
                k,
                i,
                expected[i],
                actual[i],
                most));
      }
    }
  }

  private static short[] numbers(int count, SplittableRandom random) {
    short[] numbers = new short[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = Bf16.round((float) (random.nextDouble() - 0.5));
    }
    return numbers;
  }

  private static short[] magnitudes(short[] numbers) {
    short[] magnitudes = new short[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      magnitudes[i] = (short) (numbers[i] & Short.MAX_VALUE);
    }
    return magnitudes;
  }
}
