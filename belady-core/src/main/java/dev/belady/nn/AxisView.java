// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// A tensor seen along one axis: per sample `outer` blocks of `length` runs of `inner` consecutive
/// floats.
///
/// @param outer blocks per sample, the product of everything before the axis
/// @param length the length of the axis
/// @param inner the product of the dimensions behind the axis
record AxisView(int outer, int length, int inner) {
  /// The view of a shape along an axis that [#requireAxis] accepts.
  static AxisView of(TensorShape shape, int axis) {
    int outer = shape.rowsPerSample();
    int inner = 1;
    List<Integer> dims = shape.dims();
    for (int i = 0; i < dims.size(); i++) {
      if (i < axis - 1) {
        outer *= dims.get(i);
      } else if (i > axis - 1) {
        inner *= dims.get(i);
      }
    }
    return new AxisView(outer, dims.get(axis - 1), inner);
  }

  /// Checks that the axis is one inside a row: axis 0 runs over samples.
  static void requireAxis(String type, TensorShape shape, int axis) {
    if (axis < 1 || axis > shape.dims().size()) {
      throw new IllegalArgumentException(
          "axis of "
              + type
              + " must be from 1 to "
              + shape.dims().size()
              + ": axis="
              + axis
              + ", input="
              + shape);
    }
  }
}
