// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// Cuts a product into tiles.
///
/// Panels are in the outer loop and rows in the inner one, so that a panel stays in the
/// second-level cache.
final class Tiling {
  private static final int PANEL = PackedMatrix.PANEL;

  /// The tile of large products.
  private final GemmTile main;

  /// Fewer columns and more rows than `main`, or the same.
  private final GemmTile tall;

  /// Fewer columns than `tall`, or the same.
  private final GemmTile narrow;

  Tiling(Lanes lanes) {
    this.main = lanes.species().length() == 8 ? new GemmTile5x2(lanes) : new GemmTile6x4(lanes);
    boolean widest = lanes.species().length() == 16;
    this.tall = widest ? new GemmTile13x2(lanes) : main;
    this.narrow = widest ? new GemmTile13x1(lanes) : main;
  }

  /// The tile for products of `rows` rows where `cols` columns are left of a panel.
  private GemmTile tile(int rows, int cols) {
    if (cols <= narrow.cols()) {
      return narrow;
    }
    boolean oneTall = rows > main.rows() && rows <= tall.rows();
    return oneTall || cols <= main.cols() - narrow.cols() ? tall : main;
  }

  /// The rows that a product of few rows should have.
  int tallRows() {
    return tall.rows();
  }

  /// How many rows of a product of `rows x cols` to take at once, of [GemmTile#STRIP] that are
  /// copied together: a multiple of the tile's.
  int stripRows(int rows, int cols) {
    int tileRows = tile(rows, Math.min(cols, PANEL)).rows();
    return GemmTile.STRIP / tileRows * tileRows;
  }

  /// Computes `rows x cols` results.
  ///
  /// @param transposed whether the left operand is a strip for [GemmTile#outer]
  void multiply(GemmCall call, boolean transposed, int rows, int cols) {
    int col = 0;
    while (col < cols) {
      GemmTile tile = tile(rows, Math.min(cols - col, PANEL - col % PANEL));
      int tileCols = Math.min(tile.cols(), cols - col);
      for (int row = 0; row < rows; row += tile.rows()) {
        call.moveTo(tile, row, col, Math.min(tile.rows(), rows - row), tileCols);
        if (transposed) {
          tile.outer(call);
        } else {
          tile.product(call);
        }
        call.leaveRoom(row, col, tileCols);
      }
      col += tile.cols();
    }
  }
}
