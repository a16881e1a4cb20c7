// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// [InteractionKernels] on the Vector API, sample by sample, so that a sample stays in the
/// first-level cache.
final class VectorInteractionKernels implements InteractionKernels {
  private static final int PANEL = PackedMatrix.PANEL;
  private static final int LANES = 16;

  /// Rows and columns of a [DotTile4x4].
  private static final int SIDE = 4;

  private final Lanes lanes;
  private final VectorOps vector;
  private final Tiling tiling;
  private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);

  VectorInteractionKernels(Lanes lanes) {
    this.lanes = lanes;
    this.vector = new VectorVectorOps(lanes);
    this.tiling = new Tiling(lanes);
  }

  /// What a thread needs for one sample; it grows to the largest model and stays.
  private static final class Room {
    final GemmCall call = new GemmCall();
    float[] rows = new float[0];
    float[] pairs = new float[0];
    float[] square = new float[0];

    void reserve(int rowFloats, int pairFloats, int squareFloats) {
      if (rows.length < rowFloats) {
        rows = new float[rowFloats];
      }
      if (pairs.length < pairFloats) {
        pairs = new float[pairFloats];
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
    int groups = Math.ceilDiv(n + 1, SIDE);
    int width = Math.ceilDiv(d, LANES) * LANES;
    Room room = rooms.get();
    room.reserve(groups * SIDE * width, groups * (groups + 1) / 2 * LANES, 0);
    Arrays.fill(room.rows, 0, groups * SIDE * width, 0);
    for (int sample = 0; sample < samples; sample++) {
      int to = outOffset + sample * InteractionKernels.outputFloats(n, d);
      System.arraycopy(dense, denseOffset + sample * d, out, to, d);
      System.arraycopy(dense, denseOffset + sample * d, room.rows, 0, d);
      int from = embeddingsOffset + sample * n * d;
      if (width == d) {
        System.arraycopy(embeddings, from, room.rows, d, n * d);
      } else {
        for (int i = 0; i < n; i++) {
          System.arraycopy(embeddings, from + i * d, room.rows, (i + 1) * width, d);
        }
      }
      if (lanes.species().length() == LANES) {
        tiles(groups, width, room);
        copyPairs(n, room.pairs, out, to + d);
      } else {
        pairs(n, width, room.rows, out, to + d);
      }
      out[to + d + n * (n + 1) / 2] = 0;
    }
  }

  private static void tiles(int groups, int width, Room room) {
    int tile = 0;
    for (int i = 0; i < groups; i++) {
      for (int j = 0; j <= i; j++) {
        DotTile4x4.dots(
            room.rows, width, i * SIDE * width, j * SIDE * width, room.pairs, tile * LANES);
        tile++;
      }
    }
  }

  /// Copies the lower triangle of a matrix of tiles, row by row.
  ///
  /// Four floats at a time: what goes beyond the end of a row is overwritten by the next row.
  private static void copyPairs(int n, float[] tiles, float[] out, int outOffset) {
    VectorSpecies<Float> four = FloatVector.SPECIES_128;
    int to = outOffset;
    for (int i = 1; i < n; i++) {
      int group = i / SIDE;
      int from = group * (group + 1) / 2 * LANES + i % SIDE * SIDE;
      for (int j = 0; j < i; j += SIDE) {
        FloatVector.fromArray(four, tiles, from + j * SIDE).intoArray(out, to + j);
      }
      to += i;
    }
    int group = n / SIDE;
    int from = group * (group + 1) / 2 * LANES + n % SIDE * SIDE;
    for (int j = 0; j < n; j++) {
      out[to + j] = tiles[from + j / SIDE * LANES + j % SIDE];
    }
  }

  private void pairs(int n, int width, float[] rows, float[] out, int outOffset) {
    int to = outOffset;
    for (int i = 1; i <= n; i++) {
      for (int j = 0; j < i; j++) {
        out[to + j] = vector.dot(width, rows, i * width, rows, j * width);
      }
      to += i;
    }
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
    room.reserve(Math.ceilDiv(d, PANEL) * PANEL * rows, 0, rows * rows);
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
          room.rows);
      symmetric(n, dOut, g + d, room.square);

      int to = dEmbeddingsOffset + sample * n * d;
      call.operands(rows, room.square, rows, rows, room.rows);
      if (accumulateEmbeddings) {
        call.startFrom(dEmbeddings, to, d);
      } else {
        call.startFromZero();
      }
      call.resultTo(dEmbeddings, to, d, false);
      tiling.multiply(call, false, n, d);

      int dTo = dDenseOffset + sample * d;
      vector.copy(d, dOut, g, accumulateDense, dDense, dTo);
      denseGradient(rows, d, room.square, room.rows, dDense, dTo);
    }
  }

  /// Copies the vectors of a sample into the panels of a `n + 1 x d` matrix.
  private static void packRows(
      int n,
      int d,
      float[] dense,
      int denseOffset,
      float[] embeddings,
      int embeddingsOffset,
      float[] panels) {
    for (int col = 0; col < d; col += PANEL) {
      int cols = Math.min(PANEL, d - col);
      int to = col * (n + 1);
      System.arraycopy(dense, denseOffset + col, panels, to, cols);
      for (int i = 0; i < n; i++) {
        to += PANEL;
        System.arraycopy(embeddings, embeddingsOffset + i * d + col, panels, to, cols);
      }
    }
  }

  /// Makes a symmetric matrix from its lower triangle.
  private static void symmetric(int n, float[] pairs, int offset, float[] square) {
    int rows = n + 1;
    int from = offset;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < i; j++) {
        square[i * rows + j] = pairs[from + j];
        square[j * rows + i] = pairs[from + j];
      }
      square[i * rows + i] = 0;
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
