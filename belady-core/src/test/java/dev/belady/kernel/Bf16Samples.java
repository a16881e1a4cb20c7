// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// Kernels with bf16 products that need no native library.
public final class Bf16Samples {
  private Bf16Samples() {}

  /// With the products of the specification.
  public static Kernels scalar() {
    return KernelProvider.bf16(new ScalarBf16Product());
  }

  /// With products whose bits depend on their shape, as those of a library may.
  public static Kernels shaped() {
    return KernelProvider.bf16(new Shaped());
  }

  /// Begins each sum at an element that depends on the number of rows and columns.
  private static final class Shaped implements Bf16Product {
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
      int first = (31 * m + 7 * n) % k;
      int stepA = transposeA ? lda : 1;
      int stepB = transposeB ? 1 : ldb;
      for (int row = 0; row < m; row++) {
        for (int col = 0; col < n; col++) {
          int at = cOffset + row * ldc + col;
          int left = transposeA ? row : row * lda;
          int right = transposeB ? col * ldb : col;
          float sum = accumulate ? c[at] : 0;
          for (int i = first; i < k; i++) {
            sum += Bf16.widen(a[left + i * stepA]) * Bf16.widen(b[right + i * stepB]);
          }
          for (int i = 0; i < first; i++) {
            sum += Bf16.widen(a[left + i * stepA]) * Bf16.widen(b[right + i * stepB]);
          }
          c[at] = sum;
        }
      }
    }
  }
}
