// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Products of a matrix and a vector: the layer of width 1, and the gradients of biases.
///
/// Bound by reading the matrix, which is read once, four or eight rows at a time.
final class ThinKernels {
  private final Lanes lanes;
  private final VectorOps vector;

  ThinKernels(Lanes lanes) {
    this.lanes = lanes;
    this.vector = new VectorVectorOps(lanes);
  }

  /// `y[i] = x[i] . w`, in 16 virtual lanes.
  void dots(
      int m, int k, float[] x, int xOffset, int ldx, float[] w, float[] y, int yOffset, int ldy) {
    for (int row = 0; row < m; row++) {
      y[yOffset + row * ldy] = vector.dot(k, x, xOffset + row * ldx, w, 0);
    }
  }

  /// `y[j] += sum over i of a[i] * x[i, j]`, a chain in ascending order of i.
  void addScaledRows(
      int m,
      int n,
      float[] x,
      int xOffset,
      int ldx,
      float[] a,
      int aOffset,
      int lda,
      float[] y,
      int yOffset) {
    int row = 0;
    for (; row + 4 <= m; row += 4) {
      add4ScaledRows(n, x, xOffset + row * ldx, ldx, a, aOffset + row * lda, lda, y, yOffset);
    }
    for (; row < m; row++) {
      vector.axpy(n, a[aOffset + row * lda], x, xOffset + row * ldx, y, yOffset);
    }
  }

  private void add4ScaledRows(
      int n, float[] x, int x0, int ldx, float[] a, int aOffset, int lda, float[] y, int yOffset) {
    VectorSpecies<Float> species = lanes.species();
    int x1 = x0 + ldx;
    int x2 = x1 + ldx;
    int x3 = x2 + ldx;
    float a0 = a[aOffset];
    float a1 = a[aOffset + lda];
    float a2 = a[aOffset + 2 * lda];
    float a3 = a[aOffset + 3 * lda];
    FloatVector b0 = FloatVector.broadcast(species, a0);
    FloatVector b1 = FloatVector.broadcast(species, a1);
    FloatVector b2 = FloatVector.broadcast(species, a2);
    FloatVector b3 = FloatVector.broadcast(species, a3);
    int i = 0;
    for (; i < species.loopBound(n); i += species.length()) {
      FloatVector sum = FloatVector.fromArray(species, y, yOffset + i);
      sum = b0.fma(FloatVector.fromArray(species, x, x0 + i), sum);
      sum = b1.fma(FloatVector.fromArray(species, x, x1 + i), sum);
      sum = b2.fma(FloatVector.fromArray(species, x, x2 + i), sum);
      sum = b3.fma(FloatVector.fromArray(species, x, x3 + i), sum);
      sum.intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      float sum = Math.fma(a0, x[x0 + i], y[yOffset + i]);
      sum = Math.fma(a1, x[x1 + i], sum);
      sum = Math.fma(a2, x[x2 + i], sum);
      y[yOffset + i] = Math.fma(a3, x[x3 + i], sum);
    }
  }

  /// `y[j] += sum over i of x[i, j]`, a chain in ascending order of i.
  void addRows(int m, int n, float[] x, int xOffset, int ldx, float[] y, int yOffset) {
    int row = 0;
    for (; row + 4 <= m; row += 4) {
      add4Rows(n, x, xOffset + row * ldx, ldx, y, yOffset);
    }
    for (; row < m; row++) {
      vector.copy(n, x, xOffset + row * ldx, true, y, yOffset);
    }
  }

  private void add4Rows(int n, float[] x, int x0, int ldx, float[] y, int yOffset) {
    VectorSpecies<Float> species = lanes.species();
    int x1 = x0 + ldx;
    int x2 = x1 + ldx;
    int x3 = x2 + ldx;
    int i = 0;
    for (; i < species.loopBound(n); i += species.length()) {
      FloatVector.fromArray(species, y, yOffset + i)
          .add(FloatVector.fromArray(species, x, x0 + i))
          .add(FloatVector.fromArray(species, x, x1 + i))
          .add(FloatVector.fromArray(species, x, x2 + i))
          .add(FloatVector.fromArray(species, x, x3 + i))
          .intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      y[yOffset + i] = y[yOffset + i] + x[x0 + i] + x[x1 + i] + x[x2 + i] + x[x3 + i];
    }
  }
}
