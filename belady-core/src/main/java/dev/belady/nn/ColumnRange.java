// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// Columns of a 2-D tensor.
///
/// @param start the first column, at least 0
/// @param end the column behind the last, greater than `start`
public record ColumnRange(int start, int end) {
  /// Checks the order.
  public ColumnRange {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "a range must be [start, end) with 0 <= start < end: start=" + start + ", end=" + end);
    }
  }

  /// The number of columns.
  public int width() {
    return end - start;
  }
}
