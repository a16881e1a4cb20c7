// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// Where the rows are that the batch being served uses: what a policy's capacity means.
public enum BatchRows {
  /// In frames that count: capacity is all of fast memory. So it is in the product, and a batch
  /// with more rows than frames cannot be served.
  COUNTED,

  /// In an area of their own beside it: capacity is what may stay from one batch to the next. So it
  /// is in systems that send missing rows past their cache, and in most published hit rates.
  BESIDE
}
