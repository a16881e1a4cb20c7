// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// One product on its way through the tiles: its operands, and where the current tile stands in
/// them.
///
/// One object per thread, set up anew for every product, so that a product allocates nothing.
@SuppressWarnings("ReferenceEquality") // which array it is, not what it holds
final class GemmCall {
  /// Products per element: the inner dimension.
  int depth;

  /// The left operand.
  float[] a = new float[0];

  /// Where the tile's first row starts in `a`.
  int aOffset;

  /// Floats from one row to the next in `a`; 1 if `a` is read transposed.
  int lda;

  /// The rows of the tile that exist, at least 1.
  int rows;

  /// What a tile touches while it computes, a part in each step, so that it is near when the next
  /// tile needs it: from `aheadOffset` on, as many floats as a whole tile has in `a`. Nothing
  /// depends on what is there.
  float[] ahead = new float[0];

  int aheadOffset;

  /// Keeps the compiler from leaving out what is only touched.
  float touched;

  /// The panels of the right operand.
  float[] b = new float[0];

  /// Where the tile's first column starts in `b`.
  int bOffset;

  /// What the chains of the tile start from, from `startOffset` on.
  float[] start = new float[0];

  int startOffset;

  /// Floats from one row to the next in `start`; 0 for the same in all rows.
  int ldStart;

  /// The results of the tile, from `yOffset` on.
  float[] y = new float[0];

  int yOffset;
  int ldy;

  /// Whether the results are cut at 0.
  boolean relu;

  private final float[] zeros = new float[PackedMatrix.PANEL];
  private final float[] room = new float[GemmTile.MAX_FLOATS];
  private float[] result = room;
  private int resultOffset;
  private int ldResult;
  private float[] origin = zeros;
  private int originOffset;
  private int ldOrigin;
  private int aBase;

  /// Sets the left operand and the panels.
  void operands(int innerDepth, float[] left, int leftOffset, int ldLeft, float[] panels) {
    depth = innerDepth;
    a = left;
    aBase = leftOffset;
    lda = ldLeft;
    b = panels;
  }

  /// Makes the chains start from 0.
  void startFromZero() {
    origin = zeros;
  }

  /// Makes the chains start from the values of an array.
  ///
  /// @param ld floats from one row to the next, or 0 if all rows start from the same
  void startFrom(float[] values, int offset, int ld) {
    origin = values;
    originOffset = offset;
    ldOrigin = ld;
  }

  /// Sets where the results go.
  void resultTo(float[] values, int offset, int ld, boolean cutAtZero) {
    result = values;
    resultOffset = offset;
    ldResult = ld;
    relu = cutAtZero;
  }

  /// Moves on to the tile at `(row, col)`, of which `rowCount x cols` results exist.
  void moveTo(GemmTile tile, int row, int col, int rowCount, int cols) {
    rows = rowCount;
    aOffset = aBase + row * lda;
    bOffset = col / PackedMatrix.PANEL * depth * PackedMatrix.PANEL + col % PackedMatrix.PANEL;
    start = origin;
    boolean zero = origin == zeros;
    startOffset = zero ? 0 : originOffset + row * ldOrigin + col;
    ldStart = zero ? 0 : ldOrigin;
    y = result;
    yOffset = resultOffset + row * ldResult + col;
    ldy = ldResult;
    lookAhead(tile.rows());
    if (rowCount < tile.rows() || cols < tile.cols()) {
      moveToRoom(tile.cols(), cols);
    }
  }

  /// Points behind the rows of the tile, where the next one has its own; at the end of the array to
  /// what the tile reads anyway.
  private void lookAhead(int tileRows) {
    int next = aOffset + tileRows * lda;
    boolean inside = next <= a.length - tileRows * depth;
    ahead = inside ? a : b;
    aheadOffset = inside ? next : bOffset;
  }

  /// Lets a tile that reaches beyond the results work on a copy.
  private void moveToRoom(int ld, int cols) {
    if (start != zeros) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(start, startOffset + row * ldStart, room, row * ld, cols);
      }
      start = room;
      startOffset = 0;
      ldStart = ld;
    }
    y = room;
    yOffset = 0;
    ldy = ld;
  }

  /// Copies the results of such a tile, at `(row, col)`, to their place.
  void leaveRoom(int row, int col, int cols) {
    if (y == room) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(room, i * ldy, result, resultOffset + (row + i) * ldResult + col, cols);
      }
    }
  }
}
