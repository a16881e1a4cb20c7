// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.tier.StallCause;
import dev.belady.tier.Stalls;
import org.jspecify.annotations.Nullable;

/// What training has spent and moved, since it began or since a moment. Listeners make rates of the
/// difference between two of them.
///
/// @param seconds time of training, evaluations and snapshots not counted
/// @param stalls how long it has waited for batches
/// @param tier how rows have moved; null while all rows are in memory
public record TrainingTotals(double seconds, Stalls stalls, @Nullable TierStatistics tier) {
  /// Nothing yet.
  public static final TrainingTotals NONE = new TrainingTotals(0, Stalls.NONE, null);

  /// What came on top of `earlier`.
  public TrainingTotals since(TrainingTotals earlier) {
    TierStatistics difference =
        tier == null || earlier.tier == null ? tier : tier.since(earlier.tier);
    return new TrainingTotals(seconds - earlier.seconds, stalls.since(earlier.stalls), difference);
  }

  /// The part of the time, 0 to 1, in which training waited for a cause.
  public double stallFraction(StallCause cause) {
    return fraction(stalls.nanos(cause));
  }

  /// The part of the time, 0 to 1, in which training waited for rows that move.
  public double rowStallFraction() {
    return fraction(stalls.rowNanos());
  }

  private double fraction(long nanos) {
    return seconds > 0 ? Math.clamp(nanos * 1e-9 / seconds, 0.0, 1.0) : 0;
  }

  /// Bytes read from the stores in a second.
  public double readBytesPerSecond() {
    return perSecond(tier == null ? 0 : tier.moves().fetchedBytes());
  }

  /// Bytes written to the stores in a second.
  public double writtenBytesPerSecond() {
    return perSecond(tier == null ? 0 : tier.moves().writtenBytes());
  }

  private double perSecond(long bytes) {
    return seconds > 0 ? bytes / seconds : 0;
  }
}
