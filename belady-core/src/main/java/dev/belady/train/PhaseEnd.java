// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.popularity.RateSchedule.RateChange;
import org.jspecify.annotations.Nullable;

/// Where a schedule of hot and cold batches switches from one kind to the other.
///
/// @param samples samples of the run trained until then
/// @param pass the pass over the data, from 0
/// @param hot whether the batches before were hot
/// @param batches how many of them came in a row
/// @param rate the percentage of the batches of a pass that these phases take
/// @param endsRound whether as large a part of both kinds has been trained now
/// @param loss of the evaluation there; null where there was none
/// @param change what that loss does to the rate; null where it decides nothing
public record PhaseEnd(
    long samples,
    long pass,
    boolean hot,
    long batches,
    int rate,
    boolean endsRound,
    @Nullable Double loss,
    @Nullable RateChange change) {
  /// The same with an evaluation.
  PhaseEnd evaluated(double newLoss, @Nullable RateChange newChange) {
    return new PhaseEnd(samples, pass, hot, batches, rate, endsRound, newLoss, newChange);
  }
}
