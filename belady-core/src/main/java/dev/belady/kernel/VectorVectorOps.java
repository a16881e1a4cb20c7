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
    VectorSpecies<Float> species = lanes.species();
    int length = species.length();
    FloatVector sum0 = FloatVector.zero(species);
    FloatVector sum1 = FloatVector.zero(species);
    FloatVector sum2 = FloatVector.zero(species);
    FloatVector sum3 = FloatVector.zero(species);
    int i = 0;
    for (; i <= n - VIRTUAL_LANES; i += VIRTUAL_LANES) {
      sum0 =
          FloatVector.fromArray(species, x, xOffset + i)
              .fma(FloatVector.fromArray(species, y, yOffset + i), sum0);
      if (length <= 8) {
        sum1 =
            FloatVector.fromArray(species, x, xOffset + i + length)
                .fma(FloatVector.fromArray(species, y, yOffset + i + length), sum1);
      }
      if (length <= 4) {
        sum2 =
            FloatVector.fromArray(species, x, xOffset + i + 2 * length)
                .fma(FloatVector.fromArray(species, y, yOffset + i + 2 * length), sum2);
        sum3 =
            FloatVector.fromArray(species, x, xOffset + i + 3 * length)
                .fma(FloatVector.fromArray(species, y, yOffset + i + 3 * length), sum3);
      }
    }
    if (i < n) {
      VectorMask<Float> valid = species.indexInRange(i, n);
      sum0 =
          sum0.blend(
              FloatVector.fromArray(species, x, xOffset + i, valid)
                  .fma(FloatVector.fromArray(species, y, yOffset + i, valid), sum0),
              valid);
    }
    if (length <= 8 && i + length < n) {
      VectorMask<Float> valid = species.indexInRange(i + length, n);
      sum1 =
          sum1.blend(
              FloatVector.fromArray(species, x, xOffset + i + length, valid)
                  .fma(FloatVector.fromArray(species, y, yOffset + i + length, valid), sum1),
              valid);
    }
    if (length <= 4 && i + 2 * length < n) {
      VectorMask<Float> valid = species.indexInRange(i + 2 * length, n);
      sum2 =
          sum2.blend(
              FloatVector.fromArray(species, x, xOffset + i + 2 * length, valid)
                  .fma(FloatVector.fromArray(species, y, yOffset + i + 2 * length, valid), sum2),
              valid);
    }
    if (length <= 4 && i + 3 * length < n) {
      VectorMask<Float> valid = species.indexInRange(i + 3 * length, n);
      sum3 =
          sum3.blend(
              FloatVector.fromArray(species, x, xOffset + i + 3 * length, valid)
                  .fma(FloatVector.fromArray(species, y, yOffset + i + 3 * length, valid), sum3),
              valid);
    }
    FloatVector sum = length <= 4 ? sum0.add(sum2).add(sum1.add(sum3)) : sum0;
    if (length == 8) {
      sum = sum0.add(sum1);
    }
    if (length == 16) {
      sum = sum.add(sum.rearrange(lanes.swap8()));
    }
    if (length >= 8) {
      sum = sum.add(sum.rearrange(lanes.swap4()));
    }
    sum = sum.add(sum.rearrange(lanes.swap2()));
    sum = sum.add(sum.rearrange(lanes.swap1()));
    return sum.lane(0);
  }

  @Override
  public float sum(int n, float[] x, int xOffset) {
    VectorSpecies<Float> species = lanes.species();
    int length = species.length();
    FloatVector sum0 = FloatVector.zero(species);
    FloatVector sum1 = FloatVector.zero(species);
    FloatVector sum2 = FloatVector.zero(species);
    FloatVector sum3 = FloatVector.zero(species);
    int i = 0;
    for (; i <= n - VIRTUAL_LANES; i += VIRTUAL_LANES) {
      sum0 = sum0.add(FloatVector.fromArray(species, x, xOffset + i));
      if (length <= 8) {
        sum1 = sum1.add(FloatVector.fromArray(species, x, xOffset + i + length));
      }
      if (length <= 4) {
        sum2 = sum2.add(FloatVector.fromArray(species, x, xOffset + i + 2 * length));
        sum3 = sum3.add(FloatVector.fromArray(species, x, xOffset + i + 3 * length));
      }
    }
    if (i < n) {
      VectorMask<Float> valid = species.indexInRange(i, n);
      sum0 = sum0.blend(sum0.add(FloatVector.fromArray(species, x, xOffset + i, valid)), valid);
    }
    if (length <= 8 && i + length < n) {
      VectorMask<Float> valid = species.indexInRange(i + length, n);
      sum1 =
          sum1.blend(
              sum1.add(FloatVector.fromArray(species, x, xOffset + i + length, valid)), valid);
    }
    if (length <= 4 && i + 2 * length < n) {
      VectorMask<Float> valid = species.indexInRange(i + 2 * length, n);
      sum2 =
          sum2.blend(
              sum2.add(FloatVector.fromArray(species, x, xOffset + i + 2 * length, valid)), valid);
    }
    if (length <= 4 && i + 3 * length < n) {
      VectorMask<Float> valid = species.indexInRange(i + 3 * length, n);
      sum3 =
          sum3.blend(
              sum3.add(FloatVector.fromArray(species, x, xOffset + i + 3 * length, valid)), valid);
    }
    FloatVector sum = length <= 4 ? sum0.add(sum2).add(sum1.add(sum3)) : sum0;
    if (length == 8) {
      sum = sum0.add(sum1);
    }
    if (length == 16) {
      sum = sum.add(sum.rearrange(lanes.swap8()));
    }
    if (length >= 8) {
      sum = sum.add(sum.rearrange(lanes.swap4()));
    }
    sum = sum.add(sum.rearrange(lanes.swap2()));
    sum = sum.add(sum.rearrange(lanes.swap1()));
    return sum.lane(0);
  }
}
