// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The update of dense parameters, single-threaded over a range.
public interface DenseUpdateKernels {
  /// Sums partial gradients, adds the regularizer's gradient and applies the rule to elements
  /// `begin` to `end - 1`.
  ///
  /// `lanes[j][i]` is the part of element i's gradient that group j of shards computed. The lanes
  /// are added as a tree, `(l0 + l1) + (l2 + l3)` and so on, an odd one moving up as it is, so the
  /// bits depend on the number of lanes alone. What is left in the lanes means nothing. Nothing
  /// outside the range is read or written.
  ///
  /// @param lanes partial gradients, at least one
  /// @param states one array per state of the rule, like `parameters`
  /// @param rule any rule but [RowUpdateRule.LazyAdam]
  void update(
      int begin,
      int end,
      float[] parameters,
      float[][] lanes,
      Regularizer regularizer,
      float[][] states,
      RowUpdateRule rule);
}
