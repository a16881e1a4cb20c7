// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import org.jspecify.annotations.Nullable;

/// [GemmKernels] whose large products take their operands rounded to bf16; sums, biases and all
/// that is kept stay 32-bit floats.
///
/// Products with a side shorter than [#LEAST_SIDE] are those of other kernels. A weight is rounded
/// when it is packed, once per step; activations and gradients are rounded by the product that uses
/// them, into room of the thread. The bits of a product may depend on its shape, so large ones are
/// cut into [#PARTS] always: then the calls are the same for any number of threads.
final class Bf16GemmKernels implements GemmKernels {
  /// The least inner dimension and width of a layer that is worth rounding.
  static final int LEAST_SIDE = 32;

  /// Two: a part rounds all of `dY` for itself, and a library packs its right operand in each call.
  private static final int PARTS = 2;

  private final GemmKernels others;
  private final VectorOps vector;
  private final Bf16Product product;
  private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);

  /// @param others what small products are computed with
  /// @param vector for what comes before and after products
  /// @param product what large products are computed with
  Bf16GemmKernels(GemmKernels others, VectorOps vector, Bf16Product product) {
    this.others = others;
    this.vector = vector;
    this.product = product;
  }

  /// Room of one thread for rounded operands, which grows to what the largest product needs.
  private static final class Room {
    private short[] left = new short[0];
    private short[] right = new short[0];

    short[] left(int size) {
      if (left.length < size) {
        left = new short[size];
      }
      return left;
    }

    short[] right(int size) {
      if (right.length < size) {
        right = new short[size];
      }
      return right;
    }
  }

  private static boolean pays(int rows, int cols) {
    return Math.min(rows, cols) >= LEAST_SIDE;
  }

  @Override
  public int parts() {
    return PARTS;
  }

  @Override
  public void pack(float[] b, int bOffset, int ldb, PackedMatrix into) {
    if (pays(into.rows(), into.cols())) {
      Bf16Rows.round(into.rows(), into.cols(), b, bOffset, ldb, into.rounded());
    } else {
      others.pack(b, bOffset, ldb, into);
    }
  }

  /// Rounds `b` as it is: [Bf16Product] can read it transposed.
  @Override
  public void packTransposed(float[] b, int bOffset, int ldb, PackedMatrix into) {
    if (pays(into.rows(), into.cols())) {
      Bf16Rows.round(into.cols(), into.rows(), b, bOffset, ldb, into.rounded());
    } else {
      others.packTransposed(b, bOffset, ldb, into);
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
    int k = w.rows();
    int n = w.cols();
    if (m == 0 || !pays(k, n)) {
      others.forward(m, x, xOffset, ldx, w, bias, biasOffset, relu, y, yOffset, ldy);
      return;
    }
    short[] left = rooms.get().left(m * k);
    Bf16Rows.round(m, k, x, xOffset, ldx, left);
    product.multiply(false, false, m, n, k, left, k, w.rounded(), n, false, y, yOffset, ldy);
    if (bias != null) {
      Bf16Rows.addBias(m, n, bias, biasOffset, relu, y, yOffset, ldy);
    } else if (relu) {
      for (int row = 0; row < m; row++) {
        vector.relu(n, y, yOffset + row * ldy, y, yOffset + row * ldy);
      }
    }
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
    int n = wTransposed.rows();
    int k = wTransposed.cols();
    if (m == 0 || !pays(k, n)) {
      others.inputGradient(m, dy, dyOffset, lddy, wTransposed, accumulate, dx, dxOffset, lddx);
      return;
    }
    short[] left = rooms.get().left(m * n);
    Bf16Rows.round(m, n, dy, dyOffset, lddy, left);
    product.multiply(
        false, true, m, k, n, left, n, wTransposed.rounded(), n, accumulate, dx, dxOffset, lddx);
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
    if (m == 0 || !pays(k, n)) {
      others.weightGradient(
          m, k, n, x, xOffset, ldx, dy, dyOffset, lddy, accumulate, dw, dwOffset, scratch);
      return;
    }
    Room room = rooms.get();
    short[] left = room.left(m * k);
    short[] right = room.right(m * n);
    Bf16Rows.round(m, k, x, xOffset, ldx, left);
    Bf16Rows.round(m, n, dy, dyOffset, lddy, right);
    product.multiply(true, false, k, n, m, left, k, right, n, accumulate, dw, dwOffset, n);
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
    if (m == 0 || !pays(k, n)) {
      others.linearGradients(
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
    if (y != null) {
      for (int row = 0; row < m; row++) {
        int at = dyOffset + row * lddy;
        vector.reluGradient(n, y, yOffset + row * lddy, dy, at, false, dy, at);
      }
    }
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
        null,
        0,
        accumulate,
        gradients,
        offset,
        scratch);
  }

  @Override
  public int scratchFloats(int m, int n) {
    return others.scratchFloats(m, n);
  }

  @Override
  public void biasGradient(
      int m, int n, float[] dy, int dyOffset, int lddy, float[] db, int dbOffset) {
    others.biasGradient(m, n, dy, dyOffset, lddy, db, dbOffset);
  }
}
