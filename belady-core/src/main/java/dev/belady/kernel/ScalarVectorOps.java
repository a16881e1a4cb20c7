// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// [VectorOps] one element at a time: the specification of the others.
final class ScalarVectorOps implements VectorOps {
  private static final int LANES = 16;

  @Override
  public void relu(int n, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      float value = x[xOffset + i];
      y[yOffset + i] = value <= 0 ? 0 : value;
    }
  }

  @Override
  public void reluGradient(
      int n,
      float[] y,
      int yOffset,
      float[] dy,
      int dyOffset,
      boolean accumulate,
      float[] dx,
      int dxOffset) {
    for (int i = 0; i < n; i++) {
      float gradient = y[yOffset + i] > 0 ? dy[dyOffset + i] : 0;
      dx[dxOffset + i] = accumulate ? dx[dxOffset + i] + gradient : gradient;
    }
  }

  @Override
  public void copy(int n, float[] x, int xOffset, boolean accumulate, float[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = accumulate ? y[yOffset + i] + x[xOffset + i] : x[xOffset + i];
    }
  }

  @Override
  public void axpy(int n, float a, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Math.fma(a, x[xOffset + i], y[yOffset + i]);
    }
  }

  @Override
  public void multiply(
      int n,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset,
      boolean accumulate,
      float[] z,
      int zOffset) {
    for (int i = 0; i < n; i++) {
      z[zOffset + i] =
          accumulate
              ? Math.fma(x[xOffset + i], y[yOffset + i], z[zOffset + i])
              : x[xOffset + i] * y[yOffset + i];
    }
  }

  @Override
  public float dot(int n, float[] x, int xOffset, float[] y, int yOffset) {
    return dotTree(n, x, xOffset, y, yOffset, 1);
  }

  /// The sum of every `stride`-th lane from the one that `x` and `y` start at.
  private static float dotTree(int n, float[] x, int xOffset, float[] y, int yOffset, int stride) {
    if (stride < LANES) {
      float even = dotTree(n, x, xOffset, y, yOffset, 2 * stride);
      return even + dotTree(n - stride, x, xOffset + stride, y, yOffset + stride, 2 * stride);
    }
    float lane = 0;
    for (int i = 0; i < n; i += LANES) {
      lane = Math.fma(x[xOffset + i], y[yOffset + i], lane);
    }
    return lane;
  }

  @Override
  public float sum(int n, float[] x, int xOffset) {
    return sumTree(n, x, xOffset, 1);
  }

  private static float sumTree(int n, float[] x, int xOffset, int stride) {
    if (stride < LANES) {
      float even = sumTree(n, x, xOffset, 2 * stride);
      return even + sumTree(n - stride, x, xOffset + stride, 2 * stride);
    }
    float lane = 0;
    for (int i = 0; i < n; i += LANES) {
      lane += x[xOffset + i];
    }
    return lane;
  }
}
