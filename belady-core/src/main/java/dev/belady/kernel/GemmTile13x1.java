// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Thirteen rows by one vector: what is left of a panel when that is little.
final class GemmTile13x1 extends GemmTile {
  private final Lanes lanes;

  GemmTile13x1(Lanes lanes) {
    super(13, 1 * lanes.species().length());
    this.lanes = lanes;
  }

  @Override
  void product(GemmCall call) {
    VectorSpecies<Float> species = lanes.species();
    float[] start = call.start;
    int s = call.startOffset;
    FloatVector c00 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c10 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c20 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c30 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c40 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c50 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c60 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c70 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c80 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c90 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector ca0 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector cb0 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector cc0 = FloatVector.fromArray(species, start, s);
    int last = call.aOffset + (call.rows - 1) * call.lda;
    int a0 = call.aOffset;
    int a1 = Math.min(a0 + call.lda, last);
    int a2 = Math.min(a1 + call.lda, last);
    int a3 = Math.min(a2 + call.lda, last);
    int a4 = Math.min(a3 + call.lda, last);
    int a5 = Math.min(a4 + call.lda, last);
    int a6 = Math.min(a5 + call.lda, last);
    int a7 = Math.min(a6 + call.lda, last);
    int a8 = Math.min(a7 + call.lda, last);
    int a9 = Math.min(a8 + call.lda, last);
    int aa = Math.min(a9 + call.lda, last);
    int ab = Math.min(aa + call.lda, last);
    int ac = Math.min(ab + call.lda, last);
    float[] a = call.a;
    float[] b = call.b;
    int b0 = call.bOffset;
    int depth = call.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector y0 = FloatVector.fromArray(species, b, b0 + k * PackedMatrix.PANEL);
      FloatVector x0 = FloatVector.broadcast(species, a[a0 + k]);
      c00 = x0.fma(y0, c00);
      FloatVector x1 = FloatVector.broadcast(species, a[a1 + k]);
      c10 = x1.fma(y0, c10);
      FloatVector x2 = FloatVector.broadcast(species, a[a2 + k]);
      c20 = x2.fma(y0, c20);
      FloatVector x3 = FloatVector.broadcast(species, a[a3 + k]);
      c30 = x3.fma(y0, c30);
      FloatVector x4 = FloatVector.broadcast(species, a[a4 + k]);
      c40 = x4.fma(y0, c40);
      FloatVector x5 = FloatVector.broadcast(species, a[a5 + k]);
      c50 = x5.fma(y0, c50);
      FloatVector x6 = FloatVector.broadcast(species, a[a6 + k]);
      c60 = x6.fma(y0, c60);
      FloatVector x7 = FloatVector.broadcast(species, a[a7 + k]);
      c70 = x7.fma(y0, c70);
      FloatVector x8 = FloatVector.broadcast(species, a[a8 + k]);
      c80 = x8.fma(y0, c80);
      FloatVector x9 = FloatVector.broadcast(species, a[a9 + k]);
      c90 = x9.fma(y0, c90);
      FloatVector xa = FloatVector.broadcast(species, a[aa + k]);
      ca0 = xa.fma(y0, ca0);
      FloatVector xb = FloatVector.broadcast(species, a[ab + k]);
      cb0 = xb.fma(y0, cb0);
      FloatVector xc = FloatVector.broadcast(species, a[ac + k]);
      cc0 = xc.fma(y0, cc0);
    }
    if (call.relu) {
      c00 = c00.blend(0, c00.compare(VectorOperators.LE, 0));
      c10 = c10.blend(0, c10.compare(VectorOperators.LE, 0));
      c20 = c20.blend(0, c20.compare(VectorOperators.LE, 0));
      c30 = c30.blend(0, c30.compare(VectorOperators.LE, 0));
      c40 = c40.blend(0, c40.compare(VectorOperators.LE, 0));
      c50 = c50.blend(0, c50.compare(VectorOperators.LE, 0));
      c60 = c60.blend(0, c60.compare(VectorOperators.LE, 0));
      c70 = c70.blend(0, c70.compare(VectorOperators.LE, 0));
      c80 = c80.blend(0, c80.compare(VectorOperators.LE, 0));
      c90 = c90.blend(0, c90.compare(VectorOperators.LE, 0));
      ca0 = ca0.blend(0, ca0.compare(VectorOperators.LE, 0));
      cb0 = cb0.blend(0, cb0.compare(VectorOperators.LE, 0));
      cc0 = cc0.blend(0, cc0.compare(VectorOperators.LE, 0));
    }
    float[] y = call.y;
    int to = call.yOffset;
    c00.intoArray(y, to);
    to += call.ldy;
    c10.intoArray(y, to);
    to += call.ldy;
    c20.intoArray(y, to);
    to += call.ldy;
    c30.intoArray(y, to);
    to += call.ldy;
    c40.intoArray(y, to);
    to += call.ldy;
    c50.intoArray(y, to);
    to += call.ldy;
    c60.intoArray(y, to);
    to += call.ldy;
    c70.intoArray(y, to);
    to += call.ldy;
    c80.intoArray(y, to);
    to += call.ldy;
    c90.intoArray(y, to);
    to += call.ldy;
    ca0.intoArray(y, to);
    to += call.ldy;
    cb0.intoArray(y, to);
    to += call.ldy;
    cc0.intoArray(y, to);
  }

  @Override
  void outer(GemmCall call) {
    VectorSpecies<Float> species = lanes.species();
    float[] start = call.start;
    int s = call.startOffset;
    FloatVector c00 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c10 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c20 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c30 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c40 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c50 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c60 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c70 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c80 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector c90 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector ca0 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector cb0 = FloatVector.fromArray(species, start, s);
    s += call.ldStart;
    FloatVector cc0 = FloatVector.fromArray(species, start, s);
    int a0 = call.aOffset;
    float[] a = call.a;
    float[] b = call.b;
    int b0 = call.bOffset;
    int depth = call.depth;
    for (int k = 0; k < depth; k++) {
      FloatVector y0 = FloatVector.fromArray(species, b, b0 + k * PackedMatrix.PANEL);
      FloatVector x0 = FloatVector.broadcast(species, a[a0 + k * STRIP]);
      c00 = x0.fma(y0, c00);
      FloatVector x1 = FloatVector.broadcast(species, a[a0 + k * STRIP + 1]);
      c10 = x1.fma(y0, c10);
      FloatVector x2 = FloatVector.broadcast(species, a[a0 + k * STRIP + 2]);
      c20 = x2.fma(y0, c20);
      FloatVector x3 = FloatVector.broadcast(species, a[a0 + k * STRIP + 3]);
      c30 = x3.fma(y0, c30);
      FloatVector x4 = FloatVector.broadcast(species, a[a0 + k * STRIP + 4]);
      c40 = x4.fma(y0, c40);
      FloatVector x5 = FloatVector.broadcast(species, a[a0 + k * STRIP + 5]);
      c50 = x5.fma(y0, c50);
      FloatVector x6 = FloatVector.broadcast(species, a[a0 + k * STRIP + 6]);
      c60 = x6.fma(y0, c60);
      FloatVector x7 = FloatVector.broadcast(species, a[a0 + k * STRIP + 7]);
      c70 = x7.fma(y0, c70);
      FloatVector x8 = FloatVector.broadcast(species, a[a0 + k * STRIP + 8]);
      c80 = x8.fma(y0, c80);
      FloatVector x9 = FloatVector.broadcast(species, a[a0 + k * STRIP + 9]);
      c90 = x9.fma(y0, c90);
      FloatVector xa = FloatVector.broadcast(species, a[a0 + k * STRIP + 10]);
      ca0 = xa.fma(y0, ca0);
      FloatVector xb = FloatVector.broadcast(species, a[a0 + k * STRIP + 11]);
      cb0 = xb.fma(y0, cb0);
      FloatVector xc = FloatVector.broadcast(species, a[a0 + k * STRIP + 12]);
      cc0 = xc.fma(y0, cc0);
    }
    float[] y = call.y;
    int to = call.yOffset;
    c00.intoArray(y, to);
    to += call.ldy;
    c10.intoArray(y, to);
    to += call.ldy;
    c20.intoArray(y, to);
    to += call.ldy;
    c30.intoArray(y, to);
    to += call.ldy;
    c40.intoArray(y, to);
    to += call.ldy;
    c50.intoArray(y, to);
    to += call.ldy;
    c60.intoArray(y, to);
    to += call.ldy;
    c70.intoArray(y, to);
    to += call.ldy;
    c80.intoArray(y, to);
    to += call.ldy;
    c90.intoArray(y, to);
    to += call.ldy;
    ca0.intoArray(y, to);
    to += call.ldy;
    cb0.intoArray(y, to);
    to += call.ldy;
    cc0.intoArray(y, to);
  }
}
