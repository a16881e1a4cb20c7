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

  private final GemmTile wide;
  private final GemmTile narrow;
  private final ThinKernels thin;
  private final ThreadLocal<GemmCall> calls = ThreadLocal.withInitial(GemmCall::new);

  VectorGemmKernels(Lanes lanes) {
    boolean widest = lanes.species().length() == 16;
    this.wide = lanes.species().length() == 8 ? new GemmTile6x2(lanes) : new GemmTile6x4(lanes);
    this.narrow = widest ? new GemmTile12x1(lanes) : wide;
    this.thin = new ThinKernels(lanes);
  }

  @Override
  public void pack(float[] b, int bOffset, int ldb, PackedMatrix into) {
    if (into.cols() == 1) {
      for (int k = 0; k < into.rows(); k++) {
        into.panels()[k] = b[bOffset + k * ldb];
      }
      return;
    }
    packPanels(into.rows(), into.cols(), b, bOffset, ldb, into.panels());
  }

  private static void packPanels(
      int rows, int cols, float[] b, int bOffset, int ldb, float[] panels) {
    int to = 0;
    for (int col = 0; col < cols; col += PANEL) {
      packStrip(rows, Math.min(PANEL, cols - col), b, bOffset + col, ldb, panels, to, PANEL);
      to += rows * PANEL;
    }
  }

  /// Copies `cols` columns of `b` to rows of `width` floats, padded with zeros.
  private static void packStrip(
      int rows, int cols, float[] b, int bOffset, int ldb, float[] to, int toOffset, int width) {
    for (int row = 0; row < rows; row++) {
      int at = toOffset + row * width;
      System.arraycopy(b, bOffset + row * ldb, to, at, cols);
      if (cols < width) {
        Arrays.fill(to, at + cols, at + width, 0);
      }
    }
  }

  @Override
  public void packTransposed(float[] b, int bOffset, int ldb, PackedMatrix into) {
    float[] panels = into.panels();
    int rows = into.rows();
    int cols = into.cols();
    for (int col = 0; col < cols; col++) {
      int from = bOffset + col * ldb;
      int to = into.index(0, col);
      int step = cols == 1 ? 1 : PANEL;
      for (int k = 0; k < rows; k++) {
        panels[to + k * step] = b[from + k];
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
    multiply(call, false, m, w.cols());
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
    multiply(call, false, m, wTransposed.cols());
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
      float[] dw,
      int dwOffset,
      float[] scratch) {
    if (n == 1) {
      thin.addScaledRows(m, k, x, xOffset, ldx, dy, dyOffset, lddy, dw, dwOffset);
      return;
    }
    packPanels(m, n, dy, dyOffset, lddy, scratch);
    int strip = Math.ceilDiv(n, PANEL) * PANEL * m;
    GemmCall call = calls.get();
    for (int row = 0; row < k; row += STRIP) {
      int rows = Math.min(STRIP, k - row);
      packStrip(m, rows, x, xOffset + row, ldx, scratch, strip, STRIP);
      call.operands(m, scratch, strip, 1, scratch);
      call.startFrom(dw, dwOffset + row * n, n);
      call.resultTo(dw, dwOffset + row * n, n, false);
      multiply(call, true, rows, n);
    }
  }

  private void multiply(GemmCall call, boolean transposed, int rows, int cols) {
    int col = 0;
    while (col < cols) {
      GemmTile tile = Math.min(cols - col, PANEL - col % PANEL) > 48 ? wide : narrow;
      int tileCols = Math.min(tile.cols(), cols - col);
      for (int row = 0; row < rows; row += tile.rows()) {
        call.moveTo(tile, row, col, Math.min(tile.rows(), rows - row), tileCols);
        if (transposed) {
          tile.outer(call);
        } else {
          tile.product(call);
        }
        call.leaveRoom(row, col, tileCols);
      }
      col += tile.cols();
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
