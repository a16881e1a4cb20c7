// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

/// The hot rows of a table as they were chosen during a run. The arrays are borrowed.
final class HotChoice {
  private final int[] rows;
  private final long[] newKeys;

  /// @param rows the hot rows, the hottest first
  /// @param newKeys keys without a row so far, whose rows will be hot: those of small fields
  HotChoice(int[] rows, long[] newKeys) {
    this.rows = rows;
    this.newKeys = newKeys;
  }

  /// The hot rows, the hottest first.
  int[] rows() {
    return rows;
  }

  /// Keys whose rows will be hot; their ranks are behind those of [#rows].
  long[] newKeys() {
    return newKeys;
  }

  /// The number of hot rows, those to come included.
  int size() {
    return rows.length + newKeys.length;
  }
}
