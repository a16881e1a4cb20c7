// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

/// How the rows of one slot of a sample become one vector.
public enum Combiner {
  /// Their sum.
  SUM,
  /// Their sum divided by their number.
  MEAN
}
