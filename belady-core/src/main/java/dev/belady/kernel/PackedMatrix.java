// SPDX-License-Identifier: Apache-2.0

package dev.belady.kernel;

/// The right operand of a product, `rows x cols`, copied into column panels of [#PANEL] so that the
/// inner loop reads it in order; the last panel is padded with zeros.
///
/// Element `(k, n)` stands at `panels[(n / PANEL) * rows * PANEL + k * PANEL + n % PANEL]`.
public final class PackedMatrix {
  /// Columns of a panel, a multiple of every vector length.
  public static final int PANEL = 64;

  private final int rows;
  private final int cols;
  private final float[] panels;

  /// A packed matrix of zeros; a kernel's `pack` fills it.
  public PackedMatrix(int rows, int cols) {
    this.rows = rows;
    this.cols = cols;
    int panelCount = (cols + PANEL - 1) / PANEL;
    this.panels = new float[Math.multiplyExact(Math.multiplyExact(panelCount, PANEL), rows)];
  }

  /// The inner dimension of the product.
  public int rows() {
    return rows;
  }

  /// The columns of the product.
  public int cols() {
    return cols;
  }

  /// The panels; owned by this object.
  public float[] panels() {
    return panels;
  }
}
