// SPDX-License-Identifier: Apache-2.0

package dev.belady.kernel;

import dev.belady.memory.RowArena;

/// Operators on embedding rows: pooled lookup, and the sum of a row's gradients fused with the
/// optimizer's update of its record, single-threaded over a range.
///
/// A record of a row with `dim` weights is the weights, then each state of the optimizer, `dim` floats
/// each. The gradient of a row is the sum over its occurrences, in their order, of the gradient of
/// the bag (times 1 / bag size with `mean`), one chain of additions starting from 0.
public interface RowKernels {
  /// Pools bags `firstBag` to `lastBag - 1` into `out`, `(lastBag - firstBag) x dim` at `outOffset`.
  ///
  /// Each bag is the sum of its rows in order, starting from 0; with `mean` it is then divided by the
  /// number of its keys when that is > 1. An empty bag is zeros.
  void lookup(
      RowArena arena,
      RowOccurrences occurrences,
      int dim,
      boolean mean,
      int firstBag,
      int lastBag,
      float[] out,
      int outOffset);

  /// Updates distinct rows `first` to `last - 1` in place.
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

  /// Applies the part of a global update that moves every row of the table, touched or not, to records
  /// `first` to `last - 1`; a no-op for rules that only touch used rows.
  void updateAll(RowArena arena, int dim, int first, int last, RowUpdateRule rule);
}
