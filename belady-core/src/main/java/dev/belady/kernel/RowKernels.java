// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import dev.belady.memory.RowArena;

/// Operators on embedding rows: pooled lookup, and the sum of a row's gradients fused with the
/// optimizer's update of its record, single-threaded over a range.
///
/// A record of a row with `dim` weights is the weights, then each state of the optimizer, `dim`
/// floats each, then what [RowUpdateRule#recordFloats(int)] adds. The gradient of a row is the sum
/// over its occurrences of the gradient of the bag (times 1 / bag size with `mean`), one chain per
/// element: the first term as it is, every further one added in order of sample and position (a
/// fused multiply-add with `mean`). No result depends on record numbers, ranges or the vector
/// width.
public interface RowKernels {
  /// Pools bags `firstBag` to `lastBag - 1` into `out`, `(lastBag - firstBag) x dim` at
  /// `outOffset`.
  ///
  /// Each bag is its first row plus its further rows in order, where a negative record number adds
  /// nothing; with `mean` it is then divided by the number of its keys when that is > 1. A bag
  /// without rows is zeros. Overwrites `out`.
  void lookup(
      RowArena arena,
      RowOccurrences occurrences,
      int dim,
      boolean mean,
      int firstBag,
      int lastBag,
      float[] out,
      int outOffset);

  /// Updates the distinct rows `first` to `last - 1` of a batch in place.
  ///
  /// @param dBags gradient of every bag of the batch, `bags x dim` from element 0
  /// @param rule the optimizer's formula and its numbers for this step
  void update(
      RowArena arena,
      RowOccurrences occurrences,
      int dim,
      boolean mean,
      int first,
      int last,
      float[] dBags,
      RowUpdateRule rule);

  /// Applies the rule with a gradient of 0 to those of the records `firstRow` to `lastRow - 1` that
  /// the batch does not use; does nothing for rules that only touch used rows.
  ///
  /// A global step is `update` of all distinct rows and this for records 0 to
  /// `occurrences.tableRows - 1`. The two change different records, so their order does not matter.
  /// Records made later need no update: their states are 0, which a gradient of 0 leaves as it is.
  default void updateUnused(
      RowArena arena,
      RowOccurrences occurrences,
      int dim,
      int firstRow,
      int lastRow,
      RowUpdateRule rule) {
    if (rule.movesEveryRow()) {
      UnusedRows.update(this, arena, occurrences, dim, firstRow, lastRow, rule);
    }
  }
}
