// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// A micro-kernel: the part of a product whose sums all fit into the vector registers.
///
/// It writes all of its `rows() x cols()` results. Array indices are affine in the loop counter
/// with constant factors, or else bounds checks stay in the loop and the sums are spilled to the
/// stack.
abstract class GemmTile {
  /// Enough for the results of any tile.
  static final int MAX_FLOATS = 13 * PackedMatrix.PANEL;

  /// Floats between rows of the left operand of [#outer].
  static final int STRIP = 104;

  private final int rows;
  private final int cols;

  GemmTile(int rows, int cols) {
    this.rows = rows;
    this.cols = cols;
  }

  final int rows() {
    return rows;
  }

  final int cols() {
    return cols;
  }

  /// `Y = A * B` with `a` row-major. Where there are fewer than `rows()` rows the last one is
  /// repeated.
  abstract void product(GemmCall call);

  /// `Y += A^T * B` with `a` a strip of `depth x STRIP` floats whose first columns are the rows of
  /// the tile.
  abstract void outer(GemmCall call);
}
