// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

/// How much of a trace is used.
///
/// @param batches the most batches; [Long#MAX_VALUE] for all
/// @param samples the most samples, which may cut the last batch; [Long#MAX_VALUE] for all
public record TraceLimit(long batches, long samples) {
  /// The whole trace.
  public static final TraceLimit NONE = new TraceLimit(Long.MAX_VALUE, Long.MAX_VALUE);

  /// Checks the ranges.
  public TraceLimit {
    if (batches < 1 || samples < 1) {
      throw new IllegalArgumentException(
          "batches and samples must be > 0: batches=" + batches + ", samples=" + samples);
    }
  }

  /// The batches of a trace of `available` samples in batches of `batchSize` within the limit.
  long batches(long available, int batchSize) {
    long used = Math.min(available, samples);
    return Math.min(batches, used / batchSize + (used % batchSize == 0 ? 0 : 1));
  }
}
