// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies row-major matrices into the panels and strips that tiles read.
///
/// What is beyond the last column is left as it is: it only reaches results that are not kept.
final class Panels {
  private static final int PANEL = PackedMatrix.PANEL;

  private final Lanes lanes;

  Panels(Lanes lanes) {
    this.lanes = lanes;
  }

  /// Copies `b`, `rows x cols` with row stride `ldb`, into panels.
  void copy(int rows, int cols, float[] b, int bOffset, int ldb, float[] panels) {
    int to = 0;
    for (int col = 0; col < cols; col += PANEL) {
      if (cols - col >= PANEL) {
        copyWhole(rows, b, bOffset + col, ldb, panels, to);
      } else {
        copyStrip(rows, cols - col, b, bOffset + col, ldb, panels, to, PANEL);
      }
      to += rows * PANEL;
    }
  }

  /// Copies one panel without a tail; the compiler unrolls the inner loop.
  private void copyWhole(int rows, float[] b, int bOffset, int ldb, float[] panels, int to) {
    VectorSpecies<Float> species = lanes.species();
    for (int row = 0; row < rows; row++) {
      int from = bOffset + row * ldb;
      for (int i = 0; i < PANEL; i += species.length()) {
        FloatVector.fromArray(species, b, from + i).intoArray(panels, to + row * PANEL + i);
      }
    }
  }

  /// Copies `b`, `rows x cols` with row stride `ldb`, to rows of `width` floats.
  void copyStrip(
      int rows, int cols, float[] b, int bOffset, int ldb, float[] to, int toOffset, int width) {
    VectorSpecies<Float> species = lanes.species();
    int whole = species.loopBound(cols);
    for (int row = 0; row < rows; row++) {
      int from = bOffset + row * ldb;
      int at = toOffset + row * width;
      for (int i = 0; i < whole; i += species.length()) {
        FloatVector.fromArray(species, b, from + i).intoArray(to, at + i);
      }
      for (int i = whole; i < cols; i++) {
        to[at + i] = b[from + i];
      }
    }
  }

  /// Copies the transpose of `b`, row-major with row stride `ldb`, into panels.
  static void transpose(float[] b, int bOffset, int ldb, PackedMatrix into) {
    int col = 0;
    for (; col + 8 <= into.cols(); col += 8) {
      transpose8(into.rows(), b, bOffset + col * ldb, ldb, into.panels(), into.index(0, col));
    }
    for (; col < into.cols(); col++) {
      int from = bOffset + col * ldb;
      int to = into.index(0, col);
      for (int k = 0; k < into.rows(); k++) {
        into.panels()[to + k * PANEL] = b[from + k];
      }
    }
  }

  /// Writes 8 columns of a panel, so that a cache line is not visited once per float.
  private static void transpose8(int rows, float[] b, int b0, int ldb, float[] panels, int to) {
    int b1 = b0 + ldb;
    int b2 = b1 + ldb;
    int b3 = b2 + ldb;
    int b4 = b3 + ldb;
    int b5 = b4 + ldb;
    int b6 = b5 + ldb;
    int b7 = b6 + ldb;
    for (int k = 0; k < rows; k++) {
      panels[to + k * PANEL] = b[b0 + k];
      panels[to + k * PANEL + 1] = b[b1 + k];
      panels[to + k * PANEL + 2] = b[b2 + k];
      panels[to + k * PANEL + 3] = b[b3 + k];
      panels[to + k * PANEL + 4] = b[b4 + k];
      panels[to + k * PANEL + 5] = b[b5 + k];
      panels[to + k * PANEL + 6] = b[b6 + k];
      panels[to + k * PANEL + 7] = b[b7 + k];
    }
  }
}
