// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.ArrayList;
import java.util.List;

/// Counts, for hot sets of several sizes at once, the accesses and the inputs that they cover.
final class CoverageCount {
  private final long[] budgets;
  private final long[] accesses = new long[HeatLevels.NEVER + 1];
  private final long[] inputs = new long[HeatLevels.NEVER + 1];

  CoverageCount(long[] budgets) {
    this.budgets = budgets.clone();
  }

  /// Counts accesses to rows of a level.
  void addAccesses(int level, long count) {
    accesses[level] += count;
  }

  /// Counts an input whose coldest row has a level.
  void addInput(int level) {
    inputs[level]++;
  }

  /// What was covered.
  List<DataProfile.Coverage> curve() {
    long allAccesses = Math.max(1, sum(accesses));
    long allInputs = Math.max(1, sum(inputs));
    List<DataProfile.Coverage> curve = new ArrayList<>();
    long hotAccesses = 0;
    long hotInputs = 0;
    for (int level = 0; level < budgets.length; level++) {
      hotAccesses += accesses[level];
      hotInputs += inputs[level];
      curve.add(
          new DataProfile.Coverage(
              budgets[level], (double) hotAccesses / allAccesses, (double) hotInputs / allInputs));
    }
    return curve;
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
