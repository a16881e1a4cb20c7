// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// What one batch of a trace asks of fast memory. Policies share it and change nothing in it.
///
/// @param rows its distinct rows, numbered by first appearance in the trace, in order of first use
/// @param lookups how often the batch uses each of them, at least 1
/// @param previousUses for each row the batch that used it before, counted from 1, or 0
/// @param uses for each row the batches that have used it, this one included
record Requests(int[] rows, int[] lookups, int[] previousUses, int[] uses) {
  int size() {
    return rows.length;
  }
}
