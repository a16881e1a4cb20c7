// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// A trainable dense array: where it stands in the one array of all dense parameters, and how it
/// begins.
///
/// @param name layer and role, for example `fc1.weight`
/// @param offset the first float in the array of all dense parameters
/// @param rows the rows of a row-major matrix
/// @param cols the columns
/// @param initializer the first values
public record Parameter(String name, int offset, int rows, int cols, Initializer initializer) {
  /// The number of floats.
  public int size() {
    return Math.multiplyExact(rows, cols);
  }
}
