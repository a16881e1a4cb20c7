// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// Numbers of the format bf16: the upper half of a 32-bit float, hence its range and 8 bits of
/// precision.
final class Bf16 {
  private static final int QUIET = 0x40;

  private Bf16() {}

  /// The nearest bf16 number, the even one of two that are equally near.
  ///
  /// What is larger than the largest one by half a step is infinite. NaN stays one, subnormals
  /// stay.
  static short round(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> Short.SIZE | QUIET);
    }
    int odd = bits >>> Short.SIZE & 1;
    return (short) ((bits + 0x7fff + odd) >>> Short.SIZE);
  }

  /// The float of the same value.
  static float widen(short value) {
    return Float.intBitsToFloat(value << Short.SIZE);
  }
}
