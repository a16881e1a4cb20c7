// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

/// How the hot set is found.
///
/// @param seed decides which inputs are counted, and which rows are drawn by
///   [Method#THRESHOLD_SEARCH]
/// @param sampleRate the part of the inputs that is counted, above 0 and at most 1
/// @param budgetBytes the most bytes of the hot set, >= 0
/// @param smallFieldBytes fields whose rows are known to have at most so many bytes altogether are
///   hot as a whole
/// @param countBytes the memory for counters; see [CountMemory]
/// @param method how rows are chosen
public record CalibrationOptions(
    long seed,
    double sampleRate,
    long budgetBytes,
    long smallFieldBytes,
    long countBytes,
    Method method) {
  /// FAE's sample.
  public static final double DEFAULT_SAMPLE_RATE = 0.05;

  /// FAE's limit of a small table: 1 MiB.
  public static final long DEFAULT_SMALL_FIELD_BYTES = 1 << 20;

  /// Room for the exact counts of 25 million keys.
  public static final long DEFAULT_COUNT_BYTES = 512L << 20;

  /// Checks the ranges.
  public CalibrationOptions {
    if (!(sampleRate > 0 && sampleRate <= 1)) {
      throw new IllegalArgumentException(
          "the sample rate must be in (0, 1]: sampleRate=" + sampleRate);
    }
    if (budgetBytes < 0 || smallFieldBytes < 0 || countBytes < 0) {
      throw new IllegalArgumentException(
          "bytes must be >= 0: budgetBytes="
              + budgetBytes
              + ", smallFieldBytes="
              + smallFieldBytes
              + ", countBytes="
              + countBytes);
    }
  }

  /// The usual options for a budget.
  public static CalibrationOptions of(long seed, long budgetBytes) {
    return new CalibrationOptions(
        seed,
        DEFAULT_SAMPLE_RATE,
        budgetBytes,
        DEFAULT_SMALL_FIELD_BYTES,
        DEFAULT_COUNT_BYTES,
        Method.BENEFIT_PER_BYTE);
  }

  /// How rows are chosen.
  public enum Method {
    /// The rows with the most accesses per byte, as many as the budget holds.
    BENEFIT_PER_BYTE,
    /// FAE's way: the rows that get more than a part `t` of the accesses to their field, with the
    /// smallest `t` whose rows fit by estimate. See [ThresholdSearch].
    THRESHOLD_SEARCH
  }
}
