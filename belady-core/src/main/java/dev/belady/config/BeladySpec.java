// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.Optional;
import java.util.OptionalLong;

/// The extra top-level object `belady`: what HugeCTR has no key for. All keys may be left out.
///
/// @param threads threads that compute; 0 for one per core
/// @param readerThreads threads that read data; 0 for as many as pay off
/// @param shuffleWindow samples within which the training set is shuffled; 0 for the order of the
///   files
/// @param seed overrides the seed of the solver
/// @param skipBadRecords records that may be bad before the run stops; 0 for none
/// @param evaluationRange which samples one evaluation sees
/// @param report whether a report of the run is written
/// @param saveFinalModel whether the model is saved at the end of the run
/// @param snapshotFormat how the rows of the tables are saved
/// @param memory how tables are kept that may be larger than memory; empty to keep all rows in
///   memory
/// @param popularity what is done with the popular rows; empty for nothing
public record BeladySpec(
    int threads,
    int readerThreads,
    int shuffleWindow,
    OptionalLong seed,
    long skipBadRecords,
    EvaluationRange evaluationRange,
    boolean report,
    boolean saveFinalModel,
    SnapshotFormat snapshotFormat,
    Optional<MemoryBudget> memory,
    Optional<PopularitySpec> popularity) {
  /// What holds for a file without the object.
  public static final BeladySpec DEFAULTS =
      new BeladySpec(
          0,
          0,
          0,
          OptionalLong.empty(),
          0,
          EvaluationRange.FIRST,
          true,
          true,
          SnapshotFormat.V2_3,
          Optional.empty(),
          Optional.empty());

  /// Checks the ranges.
  public BeladySpec {
    Require.notNegative("threads", threads);
    Require.notNegative("reader_threads", readerThreads);
    Require.notNegative("shuffle_window", shuffleWindow);
    Require.notNegative("skip_bad_records", skipBadRecords);
  }

  /// The same with another budget.
  public BeladySpec withMemory(MemoryBudget budget) {
    return new BeladySpec(
        threads,
        readerThreads,
        shuffleWindow,
        seed,
        skipBadRecords,
        evaluationRange,
        report,
        saveFinalModel,
        snapshotFormat,
        Optional.of(budget),
        popularity);
  }

  /// Which samples one evaluation sees.
  public enum EvaluationRange {
    /// The first `eval_batches` batches, every time the same.
    FIRST("first"),
    /// The `eval_batches` batches after those of the last evaluation, as HugeCTR does.
    CONTINUE("continue"),
    /// The whole evaluation set.
    ALL("all");

    private final String jsonName;

    EvaluationRange(String jsonName) {
      this.jsonName = jsonName;
    }

    /// The name in `eval_range`.
    public String jsonName() {
      return jsonName;
    }
  }

  /// The layout of the files that hold the rows of a table.
  public enum SnapshotFormat {
    /// One file: key, perhaps slot, and weights, row after row.
    V2_3("2.3"),
    /// A folder with a file of keys, perhaps one of slots, and one of weights.
    V3_1("3.1");

    private final String jsonName;

    SnapshotFormat(String jsonName) {
      this.jsonName = jsonName;
    }

    /// The name in `snapshot_format`.
    public String jsonName() {
      return jsonName;
    }
  }
}
