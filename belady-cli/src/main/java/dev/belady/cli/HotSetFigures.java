// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.popularity.AccessLog;
import dev.belady.popularity.CoverageEstimate;
import dev.belady.popularity.DataProfile;
import dev.belady.popularity.DataProfile.Coverage;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotTable;
import org.jspecify.annotations.Nullable;

/// What a hot set that was chosen from the sample of a profile is worth, measured on all inputs.
///
/// @param samples the inputs of the sample
/// @param rows the hot rows
/// @param bytes their bytes
/// @param budgetBytes what they may take
/// @param accesses the part of all accesses, 0 to 1, that they take
/// @param accessesOfOthers the same of the inputs that are not in the sample; null if there are
///   none
/// @param inputs the part of all inputs, 0 to 1, that need no other row; null where the profile
///   does not say
/// @param lost the part of all accesses by which this is less than what the hot set of this budget
///   takes that is chosen from all inputs
/// @param estimate what a run, which knows the sample alone, takes for true
record HotSetFigures(
    long samples,
    long rows,
    long bytes,
    long budgetBytes,
    double accesses,
    @Nullable Double accessesOfOthers,
    @Nullable Double inputs,
    double lost,
    CoverageEstimate estimate) {

  /// Measures a hot set.
  ///
  /// @param ofCurve whether it was chosen as the curves of the profile were
  static HotSetFigures of(
      DataProfile profile,
      AccessLog all,
      AccessLog sampled,
      HotSet hotSet,
      long budgetBytes,
      boolean ofCurve,
      CoverageEstimate estimate) {
    long hot = hotAccesses(hotSet, all);
    long others = all.accesses() - sampled.accesses();
    double accesses = (double) hot / Math.max(1, all.accesses());
    double best = Coverage.near(profile.all(), budgetBytes).accesses();
    return new HotSetFigures(
        hotSet.samples(),
        hotSet.rows(),
        hotSet.bytes(),
        budgetBytes,
        accesses,
        others == 0 ? null : (double) Math.max(0, hot - hotAccesses(hotSet, sampled)) / others,
        ofCurve ? Coverage.near(profile.sampled(), budgetBytes).inputs() : null,
        Math.max(0, best - accesses),
        estimate);
  }

  private static long hotAccesses(HotSet hotSet, AccessLog log) {
    long hot = 0;
    for (int table = 0; table < hotSet.tables().size(); table++) {
      HotTable rows = hotSet.table(table);
      for (int rank = 0; rank < rows.size(); rank++) {
        hot += log.counts(table).count(rows.key(rank));
      }
    }
    return hot;
  }

  /// Whether so much is lost that more inputs should be counted.
  boolean needsMoreInputs() {
    return lost > CoverageEstimate.NOTABLE_LOSS;
  }

  /// The advice to count more inputs.
  String advice() {
    return CoverageEstimate.lossSentence(lost, "--sample-rate (belady.popularity.sample_rate)");
  }
}
