// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

/// Float arrays with garbage around what is valid, and their comparison by bits.
final class FloatArrays {
  /// What `-Dbelady.seed` says.
  static final long SEED = Long.getLong("belady.seed", 1);

  private FloatArrays() {}

  /// NaN everywhere but in `rows x cols` values in (-1, 1), some of them 0, at `offset` with row
  /// stride `ld`.
  static float[] matrix(Random random, int rows, int cols, int offset, int ld) {
    float[] values = new float[offset + rows * ld + 3];
    Arrays.fill(values, Float.NaN);
    for (int row = 0; row < rows; row++) {
      for (int col = 0; col < cols; col++) {
        float value = random.nextFloat() * 2 - 1;
        values[offset + row * ld + col] = random.nextInt(8) == 0 ? Math.copySign(0, value) : value;
      }
    }
    return values;
  }

  /// One row of values.
  static float[] row(Random random, int n, int offset) {
    return matrix(random, 1, n, offset, n);
  }

  /// The whole arrays are equal, bit by bit, but for the payload of a NaN.
  static void assertSameBits(float[] actual, float[] expected, String what) {
    if (!Arrays.equals(actual, expected)) {
      int at = Arrays.mismatch(actual, expected);
      assertThat(actual[at]).as("%s, element %s, seed=%s", what, at, SEED).isEqualTo(expected[at]);
    }
  }
}
