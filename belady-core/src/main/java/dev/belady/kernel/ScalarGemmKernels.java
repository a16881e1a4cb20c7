// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import org.jspecify.annotations.Nullable;

/// [GemmKernels] one element at a time: the specification of the others.
final class ScalarGemmKernels implements GemmKernels {
  private final VectorOps vector = new ScalarVectorOps();

  @Override
  public void pack(float[] b, int bOffset, int ldb, PackedMatrix into) {
    for (int k = 0; k < into.rows(); k++) {
      for (int n = 0; n < into.cols(); n++) {
        into.panels()[into.index(k, n)] = b[bOffset + k * ldb + n];
      }
    }
  }

  @Override
  public void packTransposed(float[] b, int bOffset, int ldb, PackedMatrix into) {
    for (int k = 0; k < into.rows(); k++) {
      for (int n = 0; n < into.cols(); n++) {
        into.panels()[into.index(k, n)] = b[bOffset + n * ldb + k];
      }
    }
  }

  @Override
  public void forward(
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
      int ldy) {
    for (int row = 0; row < m; row++) {
      for (int col = 0; col < w.cols(); col++) {
        float start = bias == null ? 0 : bias[biasOffset + col];
        int from = xOffset + row * ldx;
        float sum =
            w.cols() == 1
                ? vector.dot(w.rows(), x, from, w.panels(), 0) + start
                : chain(start, x, from, w, col);
        y[yOffset + row * ldy + col] = relu && sum <= 0 ? 0 : sum;
      }
    }
  }

  private static float chain(float start, float[] x, int xOffset, PackedMatrix w, int col) {
    float sum = start;
    for (int k = 0; k < w.rows(); k++) {
      sum = Math.fma(x[xOffset + k], w.panels()[w.index(k, col)], sum);
    }
    return sum;
  }

  @Override
  public void inputGradient(
      int m,
      float[] dy,
      int dyOffset,
      int lddy,
      PackedMatrix wTransposed,
      boolean accumulate,
      float[] dx,
      int dxOffset,
      int lddx) {
    for (int row = 0; row < m; row++) {
      for (int col = 0; col < wTransposed.cols(); col++) {
        int at = dxOffset + row * lddx + col;
        dx[at] = chain(accumulate ? dx[at] : 0, dy, dyOffset + row * lddy, wTransposed, col);
      }
    }
  }

  @Override
  public void weightGradient(
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
      float[] scratch) {
    for (int row = 0; row < k; row++) {
      for (int col = 0; col < n; col++) {
        float sum = accumulate ? dw[dwOffset + row * n + col] : 0;
        for (int i = 0; i < m; i++) {
          sum = Math.fma(x[xOffset + i * ldx + row], dy[dyOffset + i * lddy + col], sum);
        }
        dw[dwOffset + row * n + col] = sum;
      }
    }
  }

  @Override
  public int scratchFloats(int m, int n) {
    return 0;
  }

  @Override
  public void biasGradient(
      int m, int n, float[] dy, int dyOffset, int lddy, float[] db, int dbOffset) {
    for (int row = 0; row < m; row++) {
      for (int col = 0; col < n; col++) {
        db[dbOffset + col] += dy[dyOffset + row * lddy + col];
      }
    }
  }
}
