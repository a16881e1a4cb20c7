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
    int whole = cols - cols % PANEL;
    if (whole > 0) {
      copyWhole(rows, whole, b, bOffset, ldb, panels);
    }
    if (cols > whole) {
      copyStrip(rows, cols - whole, b, bOffset + whole, ldb, panels, rows * whole, PANEL);
    }
  }

  /// Copies whole panels, row by row.
  private void copyWhole(int rows, int cols, float[] b, int bOffset, int ldb, float[] panels) {
    VectorSpecies<Float> species = lanes.species();
    for (int row = 0; row < rows; row++) {
      int from = bOffset + row * ldb;
      int to = row * PANEL;
      for (int col = 0; col < cols; col += PANEL) {
        for (int i = 0; i < PANEL; i += species.length()) {
          FloatVector.fromArray(species, b, from + col + i).intoArray(panels, to + i);
        }
        to += rows * PANEL;
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

  /// Copies the transpose of `b`, `cols x rows` with row stride `ldb`, into panels.
  void transpose(int rows, int cols, float[] b, int bOffset, int ldb, float[] panels) {
    for (int col = 0; col < cols; col += PANEL) {
      int panelCols = Math.min(PANEL, cols - col);
      transposePanel(rows, panelCols, b, bOffset + col * ldb, ldb, panels, col * rows);
    }
  }

  private void transposePanel(
      int rows, int cols, float[] b, int bOffset, int ldb, float[] panels, int to) {
    boolean whole = lanes.species().length() == Transpose16.SIDE;
    int wholeRows = whole ? rows - rows % Transpose16.SIDE : 0;
    int wholeCols = whole ? cols - cols % Transpose16.SIDE : 0;
    for (int k = 0; k < wholeRows; k += Transpose16.SIDE) {
      for (int col = 0; col < wholeCols; col += Transpose16.SIDE) {
        Transpose16.toPanel(b, bOffset + col * ldb + k, ldb, panels, to + k * PANEL + col);
      }
    }
    for (int col = 0; col < cols; col++) {
      int from = bOffset + col * ldb;
      for (int k = col < wholeCols ? wholeRows : 0; k < rows; k++) {
        panels[to + k * PANEL + col] = b[from + k];
      }
    }
  }
}
