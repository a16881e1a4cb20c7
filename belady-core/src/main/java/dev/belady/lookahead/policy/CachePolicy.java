// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

/// Decides what stays in fast memory while a trace goes by, and counts what that costs.
///
/// Requests come in batches: all distinct rows of a batch must be in fast memory together, and each
/// counts once. Training writes every row that it reads, so each row that leaves is written back,
/// and at the end all that is left.
interface CachePolicy {
  /// Serves the next batch.
  ///
  /// @throws BatchTooLargeException when the batch does not fit
  void serve(Requests batch);

  /// Ends the trace: what was put off is served, what is left is written back.
  void end();

  /// What the batches served so far have cost.
  Traffic traffic();
}
