// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// [Bf16Product] one element at a time, a chain in ascending order of the inner index: what
/// libraries are compared with. A library may take subnormal numbers for 0.
final class ScalarBf16Product implements Bf16Product {
  @Override
  public void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      short[] a,
      int lda,
      short[] b,
      int ldb,
      boolean accumulate,
      float[] c,
      int cOffset,
      int ldc) {
    for (int row = 0; row < m; row++) {
      for (int col = 0; col < n; col++) {
        int at = cOffset + row * ldc + col;
        float sum = accumulate ? c[at] : 0;
        for (int i = 0; i < k; i++) {
          float left = Bf16.widen(a[transposeA ? i * lda + row : row * lda + i]);
          float right = Bf16.widen(b[transposeB ? col * ldb + i : i * ldb + col]);
          sum = Math.fma(left, right, sum);
        }
        c[at] = sum;
      }
    }
  }
}
