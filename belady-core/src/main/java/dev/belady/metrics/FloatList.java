// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

import java.util.Arrays;

/// A growing array of floats. Growth by half keeps the array below 1.5 times its content, and below
/// 2.5 times while it moves.
final class FloatList {
  private static final int FIRST_CAPACITY = 1024;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private float[] values = {};
  private int size;

  int size() {
    return size;
  }

  float get(int index) {
    return values[index];
  }

  void add(float value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, grown(size));
    }
    values[size++] = value;
  }

  /// Ascending; NaN comes last.
  void sort() {
    Arrays.sort(values, 0, size);
  }

  /// Keeps the array for the next filling.
  void clear() {
    size = 0;
  }

  private static int grown(int size) {
    if (size == LARGEST_ARRAY) {
      throw new IllegalStateException(
          "an exact AUC takes at most " + LARGEST_ARRAY + " samples of one class: samples=" + size);
    }
    return Math.clamp(size + (size >> 1) + 1L, FIRST_CAPACITY, LARGEST_ARRAY);
  }
}
