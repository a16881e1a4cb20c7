// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static dev.belady.kernel.FloatArrays.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Bf16Test {
  /// Lower halves below, at and above a tie.
  private static final int[] LOWER = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};

  /// The nearer neighbour of a value by their distances in double precision; of two that are
  /// equally near the one whose last bit is 0. Beyond the largest float the next number would be
  /// 2^128.
  private static short nearest(float value) {
    short towardsZero = (short) (Float.floatToRawIntBits(value) >>> 16);
    short away = (short) (towardsZero + 1);
    double below = Math.abs((double) value) - magnitude(towardsZero);
    double above = magnitude(away) - Math.abs((double) value);
    boolean even = (towardsZero & 1) == 0;
    return below < above || (below == above && even) ? towardsZero : away;
  }

  private static double magnitude(short number) {
    float value = Math.abs(Float.intBitsToFloat(number << 16));
    return Float.isInfinite(value) ? 0x1p128 : value;
  }

  @Test
  void everyUpperHalfRoundsToTheNearest() {
    for (int upper = 0; upper < 1 << 16; upper++) {
      for (int lower : LOWER) {
        float value = Float.intBitsToFloat(upper << 16 | lower);
        if (Float.isFinite(value)) {
          assertThat(Bf16.round(value)).as("%a", value).isEqualTo(nearest(value));
        }
      }
    }
    Random random = new Random(SEED);
    for (int i = 0; i < 200_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        assertThat(Bf16.round(value)).as("%a, seed=%s", value, SEED).isEqualTo(nearest(value));
      }
    }
  }

  @Test
  void specialValuesAreWhatTheyWere() {
    assertThat(rounded(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(rounded(Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float.floatToRawIntBits(rounded(-0f))).isEqualTo(Integer.MIN_VALUE);
    assertThat(Float.floatToRawIntBits(rounded(0))).isZero();
    assertThat(rounded(Float.NaN)).isNaN();
    // NaN whose payload is in the lower half, and a carry from it would make -0 or 0.
    assertThat(rounded(Float.intBitsToFloat(0x7f80_0001))).isNaN();
    assertThat(rounded(Float.intBitsToFloat(0xff80_0001))).isNaN();
    assertThat(rounded(Float.intBitsToFloat(0x7fff_ffff))).isNaN();
    assertThat(rounded(Float.intBitsToFloat(-1))).isNaN();
    assertThat(rounded(Float.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(rounded(-Float.MAX_VALUE)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(rounded(0x1.fep127f)).isEqualTo(0x1.fep127f);
    assertThat(rounded(Float.MIN_VALUE)).isZero();
    assertThat(rounded(0x1p-133f)).as("the least bf16 number").isEqualTo(0x1p-133f);
  }

  @Test
  void tiesGoToTheEvenNumber() {
    assertThat(rounded(0x1.01p0f)).isEqualTo(1);
    assertThat(rounded(0x1.03p0f)).isEqualTo(0x1.04p0f);
    assertThat(rounded(-0x1.03p0f)).isEqualTo(-0x1.04p0f);
    assertThat(rounded(0x1.010002p0f)).isEqualTo(0x1.02p0f);
    assertThat(rounded(0x1p-134f)).as("half of the least number").isZero();
    assertThat(rounded(0x1.8p-133f)).isEqualTo(0x1p-132f);
  }

  private static float rounded(float value) {
    return Bf16.widen(Bf16.round(value));
  }

  @Test
  void vectorsRoundAsTheSpecification() {
    float[] values = new float[LOWER.length << 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(((i / LOWER.length) << 16) | LOWER[i % LOWER.length]);
    }
    short[] actual = new short[values.length];
    Bf16Rows.round(values.length / 64, 64, values, 0, 64, actual);
    for (int i = 0; i < values.length; i++) {
      assertThat(actual[i])
          .as("0x%x", Float.floatToRawIntBits(values[i]))
          .isEqualTo(Bf16.round(values[i]));
    }
  }

  @Test
  void rowsWithGapsBecomeRowsWithout() {
    Random random = new Random(SEED);
    for (int cols : new int[] {1, 3, 4, 15, 16, 17, 33, 64, 100}) {
      for (int gap : new int[] {0, 5}) {
        float[] x = FloatArrays.matrix(random, 7, cols, 3, cols + gap);
        short[] actual = new short[7 * cols + 2];
        Arrays.fill(actual, (short) 77);
        Bf16Rows.round(7, cols, x, 3, cols + gap, actual);
        for (int i = 0; i < 7 * cols; i++) {
          float value = x[3 + i / cols * (cols + gap) + i % cols];
          assertThat(actual[i]).isEqualTo(Bf16.round(value));
        }
        assertThat(Arrays.copyOfRange(actual, 7 * cols, actual.length)).containsOnly(77);
      }
    }
  }

  @Test
  void theBiasIsAddedAndNegativeSumsAreCut() {
    for (int cols : new int[] {1, 4, 17, 48}) {
      float[] bias = new float[cols];
      float[] y = new float[3 * (cols + 1)];
      float[] cut = new float[y.length];
      for (int i = 0; i < cols; i++) {
        bias[i] = i - 2;
        y[i] = cut[i] = Float.NaN;
        y[cols + 1 + i] = cut[cols + 1 + i] = 2 - i;
        y[2 * (cols + 1) + i] = cut[2 * (cols + 1) + i] = i % 2;
      }
      Bf16Rows.addBias(3, cols, bias, 0, false, y, 0, cols + 1);
      Bf16Rows.addBias(3, cols, bias, 0, true, cut, 0, cols + 1);
      for (int i = 0; i < cols; i++) {
        assertThat(y[i]).isNaN();
        assertThat(cut[i]).isNaN();
        assertThat(y[cols + 1 + i]).isZero();
        assertThat(Float.floatToRawIntBits(cut[cols + 1 + i])).isZero();
        assertThat(y[2 * (cols + 1) + i]).isEqualTo(i - 2 + i % 2);
        assertThat(cut[2 * (cols + 1) + i]).isEqualTo(Math.max(0, i - 2 + i % 2));
      }
      assertThat(y[cols]).isZero();
    }
  }
}
