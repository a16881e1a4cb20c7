// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

/// The scaling of dense features that are counts: `log(x + 1)`, the same bits on every machine.
public final class CountScale {
  /// Most counts are small; their logarithms fit the first-level cache.
  private static final int TABLE_SIZE = 4096;

  private static final float[] TABLE = new float[TABLE_SIZE];

  static {
    for (int i = 0; i < TABLE_SIZE; i++) {
      TABLE[i] = (float) StrictMath.log(i + 1.0);
    }
  }

  private CountScale() {}

  /// `log(count + 1)`, rounded to float; `count` must be at least 0.
  public static float log(int count) {
    return count < TABLE_SIZE ? TABLE[count] : (float) StrictMath.log(count + 1.0);
  }
}
