// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Five rows by two vectors: 10 sums, for machines with 16 vector registers.
///
/// With six rows one sum would be spilled in every step of [#outer].
final class GemmTile5x2 extends GemmTile {
  private final Lanes lanes;

  GemmTile5x2(Lanes lanes) {
    super(5, 2 * lanes.species().length());
    this.lanes = lanes;
  }

  @Override
  void product(GemmCall call) {
    VectorSpecies<Float> species = lanes.species();
    int length = species.length();
    float[] start = call.start;
    int s = call.startOffset;
    FloatVector c00 = FloatVector.fromArray(species, start, s);
    FloatVector c01 = FloatVector.fromArray(species, start, s + length);
    s += call.ldStart;
    FloatVector c10 = FloatVector.fromArray(species, start, s);
    FloatVector c11 = FloatVector.fromArray(species, start, s + length);
    s += call.ldStart;
    FloatVector c20 = FloatVector.fromArray(species, start, s);
    FloatVector c21 = FloatVector.fromArray(species, start, s + length);
    s += call.ldStart;
    FloatVector c30 = FloatVector.fromArray(species, start, s);
    FloatVector c31 = FloatVector.fromArray(species, start, s + length);
    s += call.ldStart;
    FloatVector c40 = FloatVector.fromArray(species, start, s);
    FloatVector c41 = FloatVector.fromArray(species, start, s + length);
    int last = call.aOffset + (call.rows - 1) * call.lda;
    int a0 = call.aOffset;
    int a1 = Math.min(a0 + call.lda, last);
    int a2 = Math.min(a1 + call.lda, last);
    int a3 = Math.min(a2 + call.lda, last);
    int a4 = Math.min(a3 + call.lda, last);
    float[] a = call.a;
    float[] b = call.b;
    int b0 = call.bOffset;
    int depth = call.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector y0 = FloatVector.fromArray(species, b, b0 + k * PackedMatrix.PANEL);
      FloatVector y1 = FloatVector.fromArray(species, b, b0 + k * PackedMatrix.PANEL + length);
      FloatVector x0 = FloatVector.broadcast(species, a[a0 + k]);
      c00 = x0.fma(y0, c00);
      c01 = x0.fma(y1, c01);
      FloatVector x1 = FloatVector.broadcast(species, a[a1 + k]);
      c10 = x1.fma(y0, c10);
      c11 = x1.fma(y1, c11);
      FloatVector x2 = FloatVector.broadcast(species, a[a2 + k]);
      c20 = x2.fma(y0, c20);
      c21 = x2.fma(y1, c21);
      FloatVector x3 = FloatVector.broadcast(species, a[a3 + k]);
      c30 = x3.fma(y0, c30);
      c31 = x3.fma(y1, c31);
      FloatVector x4 = FloatVector.broadcast(species, a[a4 + k]);
      c40 = x4.fma(y0, c40);
      c41 = x4.fma(y1, c41);
    }
    if (call.relu) {
      c00 = c00.blend(0, c00.compare(VectorOperators.LE, 0));
      c01 = c01.blend(0, c01.compare(VectorOperators.LE, 0));
      c10 = c10.blend(0, c10.compare(VectorOperators.LE, 0));
      c11 = c11.blend(0, c11.compare(VectorOperators.LE, 0));
      c20 = c20.blend(0, c20.compare(VectorOperators.LE, 0));
      c21 = c21.blend(0, c21.compare(VectorOperators.LE, 0));
      c30 = c30.blend(0, c30.compare(VectorOperators.LE, 0));
      c31 = c31.blend(0, c31.compare(VectorOperators.LE, 0));
      c40 = c40.blend(0, c40.compare(VectorOperators.LE, 0));
      c41 = c41.blend(0, c41.compare(VectorOperators.LE, 0));
    }
    float[] y = call.y;
    int to = call.yOffset;
    c00.intoArray(y, to);
    c01.intoArray(y, to + length);
    to += call.ldy;
    c10.intoArray(y, to);
    c11.intoArray(y, to + length);
    to += call.ldy;
    c20.intoArray(y, to);
    c21.intoArray(y, to + length);
    to += call.ldy;
    c30.intoArray(y, to);
    c31.intoArray(y, to + length);
    to += call.ldy;
    c40.intoArray(y, to);
    c41.intoArray(y, to + length);
  }

  @Override
  void outer(GemmCall call) {
    VectorSpecies<Float> species = lanes.species();
    int length = species.length();
    float[] start = call.start;
    int s = call.startOffset;
    FloatVector c00 = FloatVector.fromArray(species, start, s);
    FloatVector c01 = FloatVector.fromArray(species, start, s + length);
    s += call.ldStart;
    FloatVector c10 = FloatVector.fromArray(species, start, s);
    FloatVector c11 = FloatVector.fromArray(species, start, s + length);
    s += call.ldStart;
    FloatVector c20 = FloatVector.fromArray(species, start, s);
    FloatVector c21 = FloatVector.fromArray(species, start, s + length);
    s += call.ldStart;
    FloatVector c30 = FloatVector.fromArray(species, start, s);
    FloatVector c31 = FloatVector.fromArray(species, start, s + length);
    s += call.ldStart;
    FloatVector c40 = FloatVector.fromArray(species, start, s);
    FloatVector c41 = FloatVector.fromArray(species, start, s + length);
    int a0 = call.aOffset;
    float[] a = call.a;
    float[] b = call.b;
    int b0 = call.bOffset;
    int depth = call.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector y0 = FloatVector.fromArray(species, b, b0 + k * PackedMatrix.PANEL);
      FloatVector y1 = FloatVector.fromArray(species, b, b0 + k * PackedMatrix.PANEL + length);
      FloatVector x0 = FloatVector.broadcast(species, a[a0 + k * STRIP]);
      c00 = x0.fma(y0, c00);
      c01 = x0.fma(y1, c01);
      FloatVector x1 = FloatVector.broadcast(species, a[a0 + k * STRIP + 1]);
      c10 = x1.fma(y0, c10);
      c11 = x1.fma(y1, c11);
      FloatVector x2 = FloatVector.broadcast(species, a[a0 + k * STRIP + 2]);
      c20 = x2.fma(y0, c20);
      c21 = x2.fma(y1, c21);
      FloatVector x3 = FloatVector.broadcast(species, a[a0 + k * STRIP + 3]);
      c30 = x3.fma(y0, c30);
      c31 = x3.fma(y1, c31);
      FloatVector x4 = FloatVector.broadcast(species, a[a0 + k * STRIP + 4]);
      c40 = x4.fma(y0, c40);
      c41 = x4.fma(y1, c41);
    }
    float[] y = call.y;
    int to = call.yOffset;
    c00.intoArray(y, to);
    c01.intoArray(y, to + length);
    to += call.ldy;
    c10.intoArray(y, to);
    c11.intoArray(y, to + length);
    to += call.ldy;
    c20.intoArray(y, to);
    c21.intoArray(y, to + length);
    to += call.ldy;
    c30.intoArray(y, to);
    c31.intoArray(y, to + length);
    to += call.ldy;
    c40.intoArray(y, to);
    c41.intoArray(y, to + length);
  }
}
