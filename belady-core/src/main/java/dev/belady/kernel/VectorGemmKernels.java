// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// [GemmKernels] on the Vector API: tiles of sums in registers over packed panels.
///
/// Loops go over the panels of the right operand and inside over the rows of the left one, so that
/// a panel stays in the second-level cache. Tiles that reach beyond the result are computed in a
/// small array and copied.
final class VectorGemmKernels implements GemmKernels {
  private static final int PANEL = PackedMatrix.PANEL;
  private static final int STRIP = GemmTile.STRIP;

  private final Panels panels;
  private final Tiling tiling;
  private final ThinKernels thin;
  private final VectorOps vector;
  private final ThreadLocal<GemmCall> calls = ThreadLocal.withInitial(GemmCall::new);

  VectorGemmKernels(Lanes lanes) {
    this.panels = new Panels(lanes);
    this.tiling = new Tiling(lanes);
    this.thin = new ThinKernels(lanes);
    this.vector = new VectorVectorOps(lanes);
  }

  @Override
  public void pack(float[] b, int bOffset, int ldb, PackedMatrix into) {
    if (into.cols() == 1) {
      for (int k = 0; k < into.rows(); k++) {
        into.panels()[k] = b[bOffset + k * ldb];
      }
    } else {
      panels.copy(into.rows(), into.cols(), b, bOffset, ldb, into.panels());
    }
  }

  @Override
  public void packTransposed(float[] b, int bOffset, int ldb, PackedMatrix into) {
    if (into.cols() == 1) {
      System.arraycopy(b, bOffset, into.panels(), 0, into.rows());
    } else {
      panels.transpose(into.rows(), into.cols(), b, bOffset, ldb, into.panels());
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
    if (w.cols() == 1) {
      thin.dots(m, w.rows(), x, xOffset, ldx, w.panels(), y, yOffset, ldy);
      float start = bias == null ? 0 : bias[biasOffset];
      for (int row = 0; row < m; row++) {
        float sum = y[yOffset + row * ldy] + start;
        y[yOffset + row * ldy] = relu && sum <= 0 ? 0 : sum;
      }
      return;
    }
    GemmCall call = calls.get();
    call.operands(w.rows(), x, xOffset, ldx, w.panels());
    if (bias == null) {
      call.startFromZero();
    } else {
      call.startFrom(bias, biasOffset, 0);
    }
    call.resultTo(y, yOffset, ldy, relu);
    tiling.multiply(call, false, m, w.cols());
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
    if (wTransposed.cols() == 1) {
      for (int row = 0; row < m; row++) {
        float sum = accumulate ? dx[dxOffset + row * lddx] : 0;
        for (int i = 0; i < wTransposed.rows(); i++) {
          sum = Math.fma(dy[dyOffset + row * lddy + i], wTransposed.panels()[i], sum);
        }
        dx[dxOffset + row * lddx] = sum;
      }
      return;
    }
    GemmCall call = calls.get();
    call.operands(wTransposed.rows(), dy, dyOffset, lddy, wTransposed.panels());
    if (accumulate) {
      call.startFrom(dx, dxOffset, lddx);
    } else {
      call.startFromZero();
    }
    call.resultTo(dx, dxOffset, lddx, false);
    tiling.multiply(call, false, m, wTransposed.cols());
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
    if (n == 1 || m == 0) {
      if (!accumulate) {
        Arrays.fill(dw, dwOffset, dwOffset + k * n, 0);
      }
      thin.addScaledRows(m, k, x, xOffset, ldx, dy, dyOffset, lddy, dw, dwOffset);
      return;
    }
    panels.copy(m, n, dy, dyOffset, lddy, scratch);
    multiplyTransposed(m, k, n, x, xOffset, ldx, accumulate, dw, dwOffset, scratch);
  }

  /// `dW (+)= X^T * dY`, where the panels of `dY` are in `scratch`.
  private void multiplyTransposed(
      int m,
      int k,
      int n,
      float[] x,
      int xOffset,
      int ldx,
      boolean accumulate,
      float[] dw,
      int dwOffset,
      float[] scratch) {
    int strip = Math.ceilDiv(n, PANEL) * PANEL * m;
    GemmCall call = calls.get();
    int stripRows = tiling.stripRows(k, n);
    for (int row = 0; row < k; row += stripRows) {
      int rows = Math.min(stripRows, k - row);
      panels.copyStrip(m, rows, x, xOffset + row, ldx, scratch, strip, STRIP);
      call.operands(m, scratch, strip, 1, scratch);
      if (accumulate) {
        call.startFrom(dw, dwOffset + row * n, n);
      } else {
        call.startFromZero();
      }
      call.resultTo(dw, dwOffset + row * n, n, false);
      tiling.multiply(call, true, rows, n);
    }
  }

  @Override
  public void linearGradients(
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
    int db = offset + k * n;
    if (n == 1 || m == 0) {
      GemmKernels.super.linearGradients(
          m,
          k,
          n,
          x,
          xOffset,
          ldx,
          dy,
          dyOffset,
          lddy,
          y,
          yOffset,
          accumulate,
          gradients,
          offset,
          scratch);
      return;
    }
    if (!accumulate) {
      Arrays.fill(gradients, db, db + n, 0);
    }
    if (y != null) {
      cut(m, n, dy, dyOffset, lddy, y, yOffset);
    }
    panels.copy(m, n, dy, dyOffset, lddy, scratch);
    thin.addRows(m, n, dy, dyOffset, lddy, gradients, db);
    multiplyTransposed(m, k, n, x, xOffset, ldx, accumulate, gradients, offset, scratch);
  }

  private void cut(int m, int n, float[] dy, int dyOffset, int ld, float[] y, int yOffset) {
    int rows = ld == n ? 1 : m;
    for (int row = 0; row < rows; row++) {
      int at = dyOffset + row * ld;
      vector.reluGradient(m / rows * n, y, yOffset + row * ld, dy, at, false, dy, at);
    }
  }

  @Override
  public int scratchFloats(int m, int n) {
    return Math.multiplyExact(m, Math.addExact(Math.ceilDiv(n, PANEL) * PANEL, STRIP));
  }

  @Override
  public void biasGradient(
      int m, int n, float[] dy, int dyOffset, int lddy, float[] db, int dbOffset) {
    thin.addRows(m, n, dy, dyOffset, lddy, db, dbOffset);
  }
}
