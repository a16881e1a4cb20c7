// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.Optional;

/// What is done with the popular rows: the object `popularity` of the `belady` object.
///
/// @param hotSet a file with the hot rows, as `belady profile` writes it; empty to find them in a
///   sample of the training set before the first batch
/// @param sampleRate the part of the training set in that sample, in (0, 1]
/// @param method how rows are chosen from the counts of the sample
/// @param budget the most bytes of the hot rows with their optimizer states; absent for a quarter
///   of `memory`, or 256 MiB without one
/// @param smallTables fields whose rows take no more bytes than this are hot as a whole
/// @param countMemory the most bytes of the counters of the sample; beyond it the rarest keys are
///   dropped
/// @param schedule the order in which hot and cold inputs are trained
/// @param rate with a schedule other than `keep-order` the percentage of the cold batches of a pass
///   that is trained before as large a part of the hot ones, 1 to 100; where the schedule changes
///   it, the first value
/// @param packed the folder that `belady pack` has written, from which hot and cold inputs are
///   read; empty to tell them apart while the data is read
/// @param replay the run log whose schedule is to be repeated; empty for none
/// @param recalibrate batches after which the hot rows are chosen anew from the accesses of the
///   run; 0 for never
public record PopularitySpec(
    String hotSet,
    double sampleRate,
    Method method,
    Optional<ByteSize> budget,
    ByteSize smallTables,
    ByteSize countMemory,
    Schedule schedule,
    int rate,
    String packed,
    String replay,
    int recalibrate) {
  /// Checks the ranges.
  public PopularitySpec {
    Require.that(
        sampleRate > 0 && sampleRate <= 1,
        "sample_rate must be in (0, 1]",
        "sample_rate",
        sampleRate);
    Require.that(rate >= 1 && rate <= 100, "rate must be in 1..100", "rate", rate);
    Require.notNegative("recalibrate", recalibrate);
  }

  /// How the hot rows are chosen.
  public enum Method {
    /// The rows with the most accesses per byte.
    BENEFIT("benefit"),
    /// FAE's search for a threshold with an estimate of the rows above it.
    THRESHOLD("threshold");

    private final String jsonName;

    Method(String jsonName) {
      this.jsonName = jsonName;
    }

    /// The name in `method`.
    public String jsonName() {
      return jsonName;
    }
  }

  /// In which order inputs are trained.
  public enum Schedule {
    /// The order of the data.
    KEEP_ORDER("keep-order"),
    /// A part of the cold batches, as large a part of the hot ones, and so on; the part stays.
    ALTERNATE("alternate"),
    /// As [#ALTERNATE] with FAE's rule: the part is halved when the loss of an evaluation has risen
    /// and doubled when it has fallen four times running.
    FAE("fae");

    private final String jsonName;

    Schedule(String jsonName) {
      this.jsonName = jsonName;
    }

    /// The name in `schedule`.
    public String jsonName() {
      return jsonName;
    }
  }
}
