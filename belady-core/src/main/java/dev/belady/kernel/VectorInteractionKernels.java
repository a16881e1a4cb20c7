// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// [InteractionKernels] on the Vector API: per sample a product of the matrix R of its vectors with
/// its transpose, and `(G + G^T) R` in backward, both in the tiles of [VectorGemmKernels].
///
/// Sample by sample, so that a sample stays in the first-level cache.
final class VectorInteractionKernels implements InteractionKernels {
  private static final int PANEL = PackedMatrix.PANEL;

  /// Columns to which products are rounded up, so that no tile is partial.
  private static final int ROUND = 16;

  private final Lanes lanes;
  private final VectorOps vector;
  private final Panels panels;
  private final Tiling tiling;
  private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);

  VectorInteractionKernels(Lanes lanes) {
    this.lanes = lanes;
    this.vector = new VectorVectorOps(lanes);
    this.panels = new Panels(lanes);
    this.tiling = new Tiling(lanes);
  }

  /// What a thread needs for one sample; it grows to the largest model and stays.
  private static final class Room {
    final GemmCall call = new GemmCall();
    float[] rows = new float[0];
    float[] panels = new float[0];
    float[] square = new float[0];

    void reserve(int rowFloats, int panelFloats, int squareFloats) {
      if (rows.length < rowFloats) {
        rows = new float[rowFloats];
      }
      if (panels.length < panelFloats) {
        panels = new float[panelFloats];
      }
      if (square.length < squareFloats) {
        square = new float[squareFloats];
      }
    }
  }

  @Override
  public void forward(
      int samples,
      int n,
      int d,
      float[] dense,
      int denseOffset,
      float[] embeddings,
      int embeddingsOffset,
      float[] out,
      int outOffset) {
    int cols = roundUp(n);
    Room room = rooms.get();
    room.reserve((n + ROUND) * d, Math.ceilDiv(cols, PANEL) * PANEL * d, n * cols);
    for (int sample = 0; sample < samples; sample++) {
      int to = outOffset + sample * InteractionKernels.outputFloats(n, d);
      int r0 = denseOffset + sample * d;
      System.arraycopy(dense, r0, out, to, d);
      System.arraycopy(dense, r0, room.rows, 0, d);
      System.arraycopy(embeddings, embeddingsOffset + sample * n * d, room.rows, d, n * d);
      panels.transpose(d, cols, room.rows, 0, d, room.panels);
      multiplyTriangle(n, d, cols, room);
      copyTriangle(n, room.square, cols, out, to + d);
    }
  }

  private static int roundUp(int cols) {
    return Math.ceilDiv(cols, ROUND) * ROUND;
  }

  /// Computes `ri . rj` for i = 1..n and j < i, and some more, into row i - 1 of the square.
  private void multiplyTriangle(int n, int d, int ld, Room room) {
    GemmCall call = room.call;
    call.startFromZero();
    int step = tiling.tallRows();
    for (int row = 0; row < n; row += step) {
      int rows = Math.min(step, n - row);
      call.operands(d, room.rows, (row + 1) * d, d, room.panels);
      call.resultTo(room.square, row * ld, ld, false);
      tiling.multiply(call, false, rows, roundUp(row + rows));
    }
  }

  /// Copies the first i values of row i - 1, for i = 1..n, one after the other, and a 0.
  ///
  /// Whole vectors, as long as what is beyond the end of a row is overwritten by what follows.
  private void copyTriangle(int n, float[] square, int ld, float[] out, int outOffset) {
    VectorSpecies<Float> species = lanes.species();
    int end = outOffset + n * (n + 1) / 2;
    int to = outOffset;
    for (int i = 1; i <= n; i++) {
      int from = (i - 1) * ld;
      if (to + i + species.length() <= end) {
        for (int j = 0; j < i; j += species.length()) {
          FloatVector.fromArray(species, square, from + j).intoArray(out, to + j);
        }
      } else {
        System.arraycopy(square, from, out, to, i);
      }
      to += i;
    }
    out[end] = 0;
  }

  @Override
  public void backward(
      int samples,
      int n,
      int d,
      float[] dense,
      int denseOffset,
      float[] embeddings,
      int embeddingsOffset,
      float[] dOut,
      int dOutOffset,
      boolean accumulateDense,
      float[] dDense,
      int dDenseOffset,
      boolean accumulateEmbeddings,
      float[] dEmbeddings,
      int dEmbeddingsOffset) {
    int rows = n + 1;
    Room room = rooms.get();
    int ld = roundUp(rows);
    room.reserve(0, Math.ceilDiv(d, PANEL) * PANEL * rows, rows * ld);
    GemmCall call = room.call;
    for (int sample = 0; sample < samples; sample++) {
      int g = dOutOffset + sample * InteractionKernels.outputFloats(n, d);
      packRows(
          n,
          d,
          dense,
          denseOffset + sample * d,
          embeddings,
          embeddingsOffset + sample * n * d,
          room.panels);
      symmetric(n, dOut, g + d, room.square, ld);

      int to = dEmbeddingsOffset + sample * n * d;
      call.operands(rows, room.square, ld, ld, room.panels);
      if (accumulateEmbeddings) {
        call.startFrom(dEmbeddings, to, d);
      } else {
        call.startFromZero();
      }
      call.resultTo(dEmbeddings, to, d, false);
      tiling.multiply(call, false, n, d);

      int dTo = dDenseOffset + sample * d;
      vector.copy(d, dOut, g, accumulateDense, dDense, dTo);
      denseGradient(rows, d, room.square, room.panels, dDense, dTo);
    }
  }

  /// Copies the vectors of a sample into the panels of a `n + 1 x d` matrix.
  private void packRows(
      int n,
      int d,
      float[] dense,
      int denseOffset,
      float[] embeddings,
      int embeddingsOffset,
      float[] to) {
    for (int col = 0; col < d; col += PANEL) {
      int cols = Math.min(PANEL, d - col);
      int at = col * (n + 1);
      panels.copyStrip(1, cols, dense, denseOffset + col, d, to, at, PANEL);
      panels.copyStrip(n, cols, embeddings, embeddingsOffset + col, d, to, at + PANEL, PANEL);
    }
  }

  /// Makes a symmetric matrix with a diagonal of zeros from its lower triangle.
  private static void symmetric(int n, float[] pairs, int offset, float[] square, int ld) {
    int from = offset;
    for (int i = 0; i <= n; i++) {
      System.arraycopy(pairs, from, square, i * ld, i);
      square[i * ld + i] = 0;
      int to = i;
      for (int j = 0; j < i; j++) {
        square[to] = pairs[from + j];
        to += ld;
      }
      from += i;
    }
  }

  /// `y[c] += sum over j of a[j] * rows[j, c]`.
  private void denseGradient(int depth, int d, float[] a, float[] panels, float[] y, int yOffset) {
    VectorSpecies<Float> species = lanes.species();
    int c = 0;
    for (; c < species.loopBound(d); c += species.length()) {
      int from = c / PANEL * depth * PANEL + c % PANEL;
      FloatVector sum = FloatVector.fromArray(species, y, yOffset + c);
      for (int j = 0; j < depth; j++) {
        FloatVector row = FloatVector.fromArray(species, panels, from + j * PANEL);
        sum = FloatVector.broadcast(species, a[j]).fma(row, sum);
      }
      sum.intoArray(y, yOffset + c);
    }
    for (; c < d; c++) {
      int from = c / PANEL * depth * PANEL + c % PANEL;
      float sum = y[yOffset + c];
      for (int j = 0; j < depth; j++) {
        sum = Math.fma(a[j], panels[from + j * PANEL], sum);
      }
      y[yOffset + c] = sum;
    }
  }
}
