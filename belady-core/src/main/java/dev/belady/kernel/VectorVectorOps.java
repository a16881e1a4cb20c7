// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [VectorOps] on the Vector API: whole vectors, then a scalar tail.
final class VectorVectorOps implements VectorOps {
  /// The lanes of a reduction.
  private static final int VIRTUAL_LANES = 16;

  private final Lanes lanes;

  VectorVectorOps(Lanes lanes) {
    this.lanes = lanes;
  }

  @Override
  public void relu(int n, float[] x, int xOffset, float[] y, int yOffset) {
    VectorSpecies<Float> species = lanes.species();
    int i = 0;
    for (; i < species.loopBound(n); i += species.length()) {
      FloatVector value = FloatVector.fromArray(species, x, xOffset + i);
      value.blend(0, value.compare(VectorOperators.LE, 0)).intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
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
    VectorSpecies<Float> species = lanes.species();
    int i = 0;
    for (; i < species.loopBound(n); i += species.length()) {
      VectorMask<Float> open =
          FloatVector.fromArray(species, y, yOffset + i).compare(VectorOperators.GT, 0);
      FloatVector gradient =
          FloatVector.zero(species).blend(FloatVector.fromArray(species, dy, dyOffset + i), open);
      if (accumulate) {
        gradient = FloatVector.fromArray(species, dx, dxOffset + i).add(gradient);
      }
      gradient.intoArray(dx, dxOffset + i);
    }
    for (; i < n; i++) {
      float gradient = y[yOffset + i] > 0 ? dy[dyOffset + i] : 0;
      dx[dxOffset + i] = accumulate ? dx[dxOffset + i] + gradient : gradient;
    }
  }

  @Override
  public void copy(int n, float[] x, int xOffset, boolean accumulate, float[] y, int yOffset) {
    if (!accumulate) {
      System.arraycopy(x, xOffset, y, yOffset, n);
      return;
    }
    VectorSpecies<Float> species = lanes.species();
    int i = 0;
    for (; i < species.loopBound(n); i += species.length()) {
      FloatVector.fromArray(species, y, yOffset + i)
          .add(FloatVector.fromArray(species, x, xOffset + i))
          .intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      y[yOffset + i] += x[xOffset + i];
    }
  }

  @Override
  public void axpy(int n, float a, float[] x, int xOffset, float[] y, int yOffset) {
    VectorSpecies<Float> species = lanes.species();
    FloatVector factor = FloatVector.broadcast(species, a);
    int i = 0;
    for (; i < species.loopBound(n); i += species.length()) {
      factor
          .fma(
              FloatVector.fromArray(species, x, xOffset + i),
              FloatVector.fromArray(species, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
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
    VectorSpecies<Float> species = lanes.species();
    int i = 0;
    for (; i < species.loopBound(n); i += species.length()) {
      FloatVector left = FloatVector.fromArray(species, x, xOffset + i);
      FloatVector right = FloatVector.fromArray(species, y, yOffset + i);
      FloatVector product =
          accumulate
              ? left.fma(right, FloatVector.fromArray(species, z, zOffset + i))
              : left.mul(right);
      product.intoArray(z, zOffset + i);
    }
    for (; i < n; i++) {
      z[zOffset + i] =
          accumulate
              ? Math.fma(x[xOffset + i], y[yOffset + i], z[zOffset + i])
              : x[xOffset + i] * y[yOffset + i];
    }
  }

  @Override
  public float dot(int n, float[] x, int xOffset, float[] y, int yOffset) {
    return switch (lanes.species().length()) {
      case VIRTUAL_LANES -> lanes.fold(dotLanes(n, x, xOffset, y, yOffset, 0));
      case VIRTUAL_LANES / 2 ->
          lanes.fold(
              dotLanes(n, x, xOffset, y, yOffset, 0).add(dotLanes(n, x, xOffset, y, yOffset, 8)));
      default ->
          lanes.fold(
              dotLanes(n, x, xOffset, y, yOffset, 0)
                  .add(dotLanes(n, x, xOffset, y, yOffset, 8))
                  .add(
                      dotLanes(n, x, xOffset, y, yOffset, 4)
                          .add(dotLanes(n, x, xOffset, y, yOffset, 12))));
    };
  }

  /// The virtual lanes from `first` on that one vector holds.
  private FloatVector dotLanes(int n, float[] x, int xOffset, float[] y, int yOffset, int first) {
    VectorSpecies<Float> species = lanes.species();
    FloatVector sum = FloatVector.zero(species);
    int whole = n - species.length() - first;
    int i = 0;
    for (; i <= whole; i += VIRTUAL_LANES) {
      sum =
          FloatVector.fromArray(species, x, xOffset + first + i)
              .fma(FloatVector.fromArray(species, y, yOffset + first + i), sum);
    }
    if (first + i < n) {
      VectorMask<Float> valid = species.indexInRange(first + i, n);
      FloatVector left = FloatVector.fromArray(species, x, xOffset + first + i, valid);
      FloatVector right = FloatVector.fromArray(species, y, yOffset + first + i, valid);
      sum = sum.blend(left.fma(right, sum), valid);
    }
    return sum;
  }

  @Override
  public float sum(int n, float[] x, int xOffset) {
    return switch (lanes.species().length()) {
      case VIRTUAL_LANES -> lanes.fold(sumLanes(n, x, xOffset, 0));
      case VIRTUAL_LANES / 2 ->
          lanes.fold(sumLanes(n, x, xOffset, 0).add(sumLanes(n, x, xOffset, 8)));
      default ->
          lanes.fold(
              sumLanes(n, x, xOffset, 0)
                  .add(sumLanes(n, x, xOffset, 8))
                  .add(sumLanes(n, x, xOffset, 4).add(sumLanes(n, x, xOffset, 12))));
    };
  }

  private FloatVector sumLanes(int n, float[] x, int xOffset, int first) {
    VectorSpecies<Float> species = lanes.species();
    FloatVector sum = FloatVector.zero(species);
    int whole = n - species.length() - first;
    int i = 0;
    for (; i <= whole; i += VIRTUAL_LANES) {
      sum = sum.add(FloatVector.fromArray(species, x, xOffset + first + i));
    }
    if (first + i < n) {
      VectorMask<Float> valid = species.indexInRange(first + i, n);
      FloatVector value = FloatVector.fromArray(species, x, xOffset + first + i, valid);
      sum = sum.blend(sum.add(value), valid);
    }
    return sum;
  }
}
