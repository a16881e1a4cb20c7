// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// The shapes of HugeCTR's Reshape without `selected`: another view of the same floats, so there is
/// nothing to compute and no layer; the graph gives both tensors one buffer.
public final class Reshape {
  private static final String TYPE = "Reshape";

  private Reshape() {}

  /// `(B * rows, leadingDim)`, or `(B * rows / timeStep, timeStep, leadingDim)`.
  ///
  /// @param leadingDim the length of the last dimension, 0 for the product of all dimensions but
  ///   the first
  /// @param timeStep the length of the middle dimension, 0 for a 2-D result
  /// @throws IllegalArgumentException if a sample does not fill whole rows, or a row of a 3-D input
  ///   would cut a vector
  public static List<TensorShape> outputShapes(
      List<TensorShape> inputs, int leadingDim, int timeStep) {
    Shapes.requireCount(TYPE, inputs, 1);
    TensorShape input = inputs.getFirst();
    if (leadingDim < 0 || timeStep < 0) {
      throw new IllegalArgumentException(
          "leading_dim and time_step of "
              + TYPE
              + " must be >= 0: leading_dim="
              + leadingDim
              + ", time_step="
              + timeStep);
    }
    int width = leadingDim == 0 ? input.rowFloats() : leadingDim;
    if (input.sampleFloats() % width != 0) {
      throw new IllegalArgumentException(
          "leading_dim of "
              + TYPE
              + " must divide the "
              + input.sampleFloats()
              + " floats of a sample: leading_dim="
              + width
              + ", input="
              + input);
    }
    int vectorSize = input.dims().getLast();
    if (!input.isMatrix() && width % vectorSize != 0) {
      throw new IllegalArgumentException(
          "leading_dim of "
              + TYPE
              + " must be a multiple of the vector size "
              + vectorSize
              + ": leading_dim="
              + width
              + ", input="
              + input);
    }
    int rows = input.sampleFloats() / width;
    if (timeStep == 0) {
      return List.of(new TensorShape(rows, List.of(width)));
    }
    if (rows % timeStep != 0) {
      throw new IllegalArgumentException(
          "time_step of "
              + TYPE
              + " must divide the "
              + rows
              + " rows of a sample: time_step="
              + timeStep
              + ", leading_dim="
              + width
              + ", input="
              + input);
    }
    return List.of(new TensorShape(rows / timeStep, List.of(timeStep, width)));
  }
}
