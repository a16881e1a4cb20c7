// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// The shape of a tensor of the graph, per sample: a tensor of a batch of B samples is `(B *
/// rowsPerSample, dims...)`, row-major, and the rows of a sample are consecutive.
///
/// A vector of 16 per sample is `(1, [16])`; an embedding of 26 slots and 16 floats is `(1, [26,
/// 16])`; the same reshaped to one row per slot is `(26, [16])`.
///
/// @param rowsPerSample rows of the first dimension that belong to one sample, at least 1
/// @param dims the other dimensions, each at least 1, at least one of them
public record TensorShape(int rowsPerSample, List<Integer> dims) {
  /// Checks the ranges.
  public TensorShape {
    dims = List.copyOf(dims);
    if (rowsPerSample < 1 || dims.isEmpty() || dims.stream().anyMatch(dim -> dim < 1)) {
      throw new IllegalArgumentException(
          "every dimension must be > 0: rowsPerSample=" + rowsPerSample + ", dims=" + dims);
    }
  }

  /// One row of `width` floats per sample.
  public static TensorShape vector(int width) {
    return new TensorShape(1, List.of(width));
  }

  /// The floats of one row of the first dimension.
  public int rowFloats() {
    int floats = 1;
    for (int dim : dims) {
      floats = Math.multiplyExact(floats, dim);
    }
    return floats;
  }

  /// The floats of one sample.
  public int sampleFloats() {
    return Math.multiplyExact(rowsPerSample, rowFloats());
  }

  /// Whether the tensor is 2-D, `(B * rowsPerSample, width)`.
  public boolean isMatrix() {
    return dims.size() == 1;
  }

  /// The shape as users know it, for example `(B*26, 11)`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(B");
    if (rowsPerSample > 1) {
      text.append('*').append(rowsPerSample);
    }
    for (int dim : dims) {
      text.append(", ").append(dim);
    }
    return text.append(')').toString();
  }
}
