// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The right operand of a product, `rows x cols`, copied into column panels of [#PANEL] so that the
/// inner loop reads it in order; the last panel is padded with zeros.
///
/// Element `(k, n)` stands at `panels[(n / PANEL) * rows * PANEL + k * PANEL + n % PANEL]`. A
/// matrix of one column is not padded: element `(k, 0)` stands at `panels[k]`.
public final class PackedMatrix {
  /// Columns of a panel, a multiple of every vector length.
  public static final int PANEL = 64;

  private final int rows;
  private final int cols;
  private final float[] panels;
  private short[] rounded = new short[0];

  /// A packed matrix of zeros; a kernel's `pack` fills it.
  public PackedMatrix(int rows, int cols) {
    this.rows = rows;
    this.cols = cols;
    int paddedCols = cols == 1 ? 1 : Math.ceilDiv(cols, PANEL) * PANEL;
    this.panels = new float[Math.multiplyExact(paddedCols, rows)];
  }

  /// The inner dimension of the product.
  public int rows() {
    return rows;
  }

  /// The columns of the product.
  public int cols() {
    return cols;
  }

  /// Where element `(k, n)` stands in [#panels()].
  int index(int k, int n) {
    return cols == 1 ? k : (n / PANEL * rows + k) * PANEL + n % PANEL;
  }

  /// Room for as many bf16 numbers, for kernels that round instead of packing; made by the first
  /// call, which only one thread may make.
  short[] rounded() {
    if (rounded.length == 0) {
      rounded = new short[Math.multiplyExact(rows, cols)];
    }
    return rounded;
  }

  /// The panels; owned by this object.
  public float[] panels() {
    return panels;
  }
}
