// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// Elementwise operators and reductions over contiguous floats, single-threaded.
///
/// Reductions use 16 virtual lanes: element i belongs to lane `i % 16`, each lane is one chain in
/// ascending order, and the lanes are added as a tree (lane j with lane j + 8, then + 4, + 2, + 1).
/// That makes the bits independent of the vector width.
public interface VectorOps {
  /// `y[i] = x[i] <= 0 ? 0 : x[i]`, so NaN stays and -0 becomes 0; may run in place.
  void relu(int n, float[] x, int xOffset, float[] y, int yOffset);

  /// `dX[i] (+)= y[i] > 0 ? dY[i] : 0`; may run in place on dY when not accumulating.
  void reluGradient(
      int n,
      float[] y,
      int yOffset,
      float[] dy,
      int dyOffset,
      boolean accumulate,
      float[] dx,
      int dxOffset);

  /// `y[i] = x[i]`, or `y[i] += x[i]` with `accumulate`.
  void copy(int n, float[] x, int xOffset, boolean accumulate, float[] y, int yOffset);

  /// `y[i] += a * x[i]`, fused.
  void axpy(int n, float a, float[] x, int xOffset, float[] y, int yOffset);

  /// `z[i] = x[i] * y[i]`, or `z[i] += ...` (fused) with `accumulate`.
  void multiply(
      int n,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset,
      boolean accumulate,
      float[] z,
      int zOffset);

  /// Sum over i of `x[i] * y[i]`, fused, in 16 virtual lanes.
  float dot(int n, float[] x, int xOffset, float[] y, int yOffset);

  /// Sum over i of `x[i]`, in 16 virtual lanes.
  float sum(int n, float[] x, int xOffset);
}
