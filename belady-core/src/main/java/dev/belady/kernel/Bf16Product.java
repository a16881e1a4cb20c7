// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// A product of two matrices of [Bf16] numbers with sums in 32-bit floats: all that
/// [Bf16GemmKernels] needs of a native library.
///
/// The products of elements are exact; the order of a sum is the implementation's own. It must be a
/// function of the arguments other than the arrays, so that a call has the same bits whenever and
/// on whichever thread it is made. Any number of threads may call at once.
@FunctionalInterface
interface Bf16Product {
  /// `C[m,n] (+)= op(A)[m,k] * op(B)[k,n]`, all row-major, none of m, n and k 0.
  ///
  /// @param transposeA whether A is stored as `k x m`, else as `m x k`
  /// @param transposeB whether B is stored as `n x k`, else as `k x n`
  /// @param a from element 0 on
  /// @param lda elements from one stored row to the next
  /// @param b from element 0 on
  /// @param accumulate whether to add to the old `c`, else it is overwritten
  void multiply(
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
      int ldc);
}
