// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Matrix products of fully connected layers, single-threaded, row-major.
///
/// Every result element is one chain of fused multiply-adds in ascending order of the inner index,
/// starting from 0, from the bias or from the old value. That makes the bits independent of the
/// tile, the vector width and the provider. One exception: the forward of a layer of width 1 is a
/// dot product in the 16 virtual lanes of [VectorOps]. Kernels that round operands to bf16 have
/// other bits, and say so by [#parts()].
///
/// Implementations may be called by any number of threads at once. No array that is written may
/// overlap one that is read, except that an old value is read where the new one goes.
public interface GemmKernels {
  /// Into how many parts a large product must be cut, whoever computes them, because its bits
  /// depend on the cut; 0 if they do not, so that it may be cut or left whole.
  default int parts() {
    return 0;
  }

  /// Copies `b`, row-major `rows x cols` with row stride `ldb`, into panels.
  void pack(float[] b, int bOffset, int ldb, PackedMatrix into);

  /// Copies the transpose of `b` into panels: `b` is row-major `cols x rows` with row stride `ldb`.
  void packTransposed(float[] b, int bOffset, int ldb, PackedMatrix into);

  /// Forward of a linear layer: `Y[m,n] = bias[n] + X[m,k] * W[k,n]`, then `max(0, .)` if `relu`,
  /// as [VectorOps#relu] has it. Overwrites `y`.
  ///
  /// The chain over k starts from the bias; with n = 1 the bias is added to the dot product.
  ///
  /// @param bias n floats at `biasOffset`, or null for zeros
  void forward(
      int m,
      float[] x,
      int xOffset,
      int ldx,
      PackedMatrix w,
      float @Nullable [] bias,
      int biasOffset,
      boolean relu,
      float[] y,
      int yOffset,
      int ldy);

  /// Input gradient: `dX[m,k] (+)= dY[m,n] * W^T[n,k]`, where `wTransposed` is packed `n x k`.
  ///
  /// With `accumulate` the sum starts from the old `dX`, else `dX` is overwritten.
  void inputGradient(
      int m,
      float[] dy,
      int dyOffset,
      int lddy,
      PackedMatrix wTransposed,
      boolean accumulate,
      float[] dx,
      int dxOffset,
      int lddx);

  /// Weight gradient: `dW[k,n] (+)= X^T[k,m] * dY[m,n]`; dW is dense `k x n` at `dwOffset`.
  ///
  /// With `accumulate` the sum starts from the old `dW`, else `dW` is overwritten.
  ///
  /// @param scratch room that this call may pack `x` and `dY` into; at least [#scratchFloats(int,
  ///   int)] floats
  void weightGradient(
      int m,
      int k,
      int n,
      float[] x,
      int xOffset,
      int ldx,
      float[] dy,
      int dyOffset,
      int lddy,
      boolean accumulate,
      float[] dw,
      int dwOffset,
      float[] scratch);

  /// The scratch that [#weightGradient] needs for `m` samples and `n` columns.
  int scratchFloats(int m, int n);

  /// Bias gradient: `db[n] += sum over m of dY[m,n]`, in ascending order of m.
  void biasGradient(int m, int n, float[] dy, int dyOffset, int lddy, float[] db, int dbOffset);

  /// All gradients of the parameters of a linear layer, and before them that of its ReLU: `dY[i] =
  /// 0` where not `y[i] > 0`, then `dW (+)= X^T * dY` and `db (+)= sum over m of dY[m,n]`.
  ///
  /// What stands here is the specification; an implementation may leave out passes.
  ///
  /// @param y what the layer computed, with the stride of `dy`, or null without a ReLU
  /// @param accumulate whether to add to the old `dW` and `db`, else they are overwritten
  /// @param gradients `dW`, dense `k x n`, at `offset`, and behind it `db`
  /// @param scratch as for [#weightGradient]
  default void linearGradients(
      int m,
      int k,
      int n,
      float[] x,
      int xOffset,
      int ldx,
      float[] dy,
      int dyOffset,
      int lddy,
      float @Nullable [] y,
      int yOffset,
      boolean accumulate,
      float[] gradients,
      int offset,
      float[] scratch) {
    if (y != null) {
      for (int row = 0; row < m; row++) {
        for (int col = row * lddy; col < row * lddy + n; col++) {
          dy[dyOffset + col] = y[yOffset + col] > 0 ? dy[dyOffset + col] : 0;
        }
      }
    }
    int db = offset + k * n;
    if (!accumulate) {
      Arrays.fill(gradients, db, db + n, 0);
    }
    weightGradient(
        m, k, n, x, xOffset, ldx, dy, dyOffset, lddy, accumulate, gradients, offset, scratch);
    biasGradient(m, n, dy, dyOffset, lddy, gradients, db);
  }
}
