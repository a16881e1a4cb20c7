// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.List;

/// What one sample holds: labels, dense features, and the keys of every slot.
///
/// @param labels the number of labels, at least 1
/// @param dense the number of dense features, may be 0
/// @param sparse the categorical inputs in the order of their slots, may be empty
public record Schema(int labels, int dense, List<SparseInput> sparse) {
  /// Copies the list and checks the ranges.
  public Schema {
    sparse = List.copyOf(sparse);
    if (labels < 1 || dense < 0) {
      throw new IllegalArgumentException(
          "label_dim must be > 0 and dense_dim >= 0: label_dim=" + labels + ", dense_dim=" + dense);
    }
  }

  /// The number of slots over all categorical inputs.
  public int slots() {
    int slots = 0;
    for (SparseInput input : sparse) {
      slots += input.slots();
    }
    return slots;
  }
}
