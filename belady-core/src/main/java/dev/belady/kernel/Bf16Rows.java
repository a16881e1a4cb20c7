// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// What is done before and after a [Bf16Product], row by row, on the Vector API.
final class Bf16Rows {
  private static final VectorSpecies<Float> FLOATS = FloatLanes.SPECIES;
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
  private static final int INFINITY = 0x7f80_0000;
  private static final int QUIET = 0x40;

  private Bf16Rows() {}

  /// Copies `x`, `rows x cols` with row stride `ldx`, rounded by [Bf16#round], to rows without
  /// gaps.
  static void round(int rows, int cols, float[] x, int xOffset, int ldx, short[] to) {
    if (ldx == cols) {
      round(rows * cols, x, xOffset, to, 0);
      return;
    }
    for (int row = 0; row < rows; row++) {
      round(cols, x, xOffset + row * ldx, to, row * cols);
    }
  }

  private static void round(int n, float[] x, int xOffset, short[] to, int toOffset) {
    int i = 0;
    for (; i < FLOATS.loopBound(n); i += FLOATS.length()) {
      IntVector bits = FloatVector.fromArray(FLOATS, x, xOffset + i).reinterpretAsInts();
      IntVector upper = bits.lanewise(VectorOperators.LSHR, Short.SIZE);
      VectorMask<Integer> notNumbers =
          bits.and(Integer.MAX_VALUE).compare(VectorOperators.GT, INFINITY);
      ShortVector rounded =
          (ShortVector)
              upper
                  .and(1)
                  .add(bits)
                  .add(0x7fff)
                  .lanewise(VectorOperators.LSHR, Short.SIZE)
                  .blend(upper.or(QUIET), notNumbers)
                  .convertShape(VectorOperators.I2S, SHORTS, 0);
      rounded.intoArray(to, toOffset + i);
    }
    for (; i < n; i++) {
      to[toOffset + i] = Bf16.round(x[xOffset + i]);
    }
  }

  /// `y[row, col] += bias[col]`, then `max(0, .)` if `relu`, as [VectorOps#relu] has it.
  static void addBias(
      int rows,
      int cols,
      float[] bias,
      int biasOffset,
      boolean relu,
      float[] y,
      int yOffset,
      int ldy) {
    for (int row = 0; row < rows; row++) {
      if (relu) {
        addAndCut(cols, bias, biasOffset, y, yOffset + row * ldy);
      } else {
        add(cols, bias, biasOffset, y, yOffset + row * ldy);
      }
    }
  }

  private static void add(int n, float[] bias, int biasOffset, float[] y, int yOffset) {
    int i = 0;
    for (; i < FLOATS.loopBound(n); i += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, y, yOffset + i)
          .add(FloatVector.fromArray(FLOATS, bias, biasOffset + i))
          .intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      y[yOffset + i] += bias[biasOffset + i];
    }
  }

  private static void addAndCut(int n, float[] bias, int biasOffset, float[] y, int yOffset) {
    int i = 0;
    for (; i < FLOATS.loopBound(n); i += FLOATS.length()) {
      FloatVector sum =
          FloatVector.fromArray(FLOATS, y, yOffset + i)
              .add(FloatVector.fromArray(FLOATS, bias, biasOffset + i));
      sum.blend(0, sum.compare(VectorOperators.LE, 0)).intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      float sum = y[yOffset + i] + bias[biasOffset + i];
      y[yOffset + i] = sum <= 0 ? 0 : sum;
    }
  }
}
