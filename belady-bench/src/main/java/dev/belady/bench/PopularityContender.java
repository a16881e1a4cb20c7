// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One way to use what is known of rows, and its settings.
///
/// @param way what is done
/// @param store `memory` or `file`; empty when all rows are in memory
/// @param percent the budget in percent of the bytes of all rows
/// @param budget its bytes, those of hot rows included
/// @param hotBytes bytes of the hot rows
record PopularityContender(Way way, String store, double percent, long budget, long hotBytes) {
  /// Reading the evaluation samples that FAE's schedule asks for, in so large batches.
  private static final int EVALUATION_BATCH = 4096;

  /// What is done.
  enum Way {
    /// All rows in memory, in order of first use.
    RESIDENT("resident", true),
    /// All rows in memory, hot ones together.
    RESIDENT_HOT("resident, hot layout", true),
    /// All rows in memory, hot ones together, in FAE's order.
    RESIDENT_FAE("resident, fae", true),
    /// A budget for planned rows alone.
    LOOKAHEAD("look-ahead", false),
    /// A budget for hot rows and planned ones.
    PINNED("pinned + look-ahead", false),
    /// The same in FAE's order.
    FAE("fae + look-ahead", false),
    /// A budget for windows of cDLRM.
    CDLRM("cdlrm", false);

    private final String title;
    private final boolean resident;

    Way(String title, boolean resident) {
      this.title = title;
      this.resident = resident;
    }

    /// The way with a name as in `resident_hot`.
    static Way of(String name) {
      for (Way way : values()) {
        if (way.name().toLowerCase(Locale.ROOT).equals(name)) {
          return way;
        }
      }
      throw new IllegalArgumentException("there is no such way: ways=" + name);
    }

    boolean isResident() {
      return resident;
    }

    boolean isScheduled() {
      return this == FAE || this == RESIDENT_FAE;
    }

    boolean hasHotRows() {
      return isScheduled() || this == PINNED || this == RESIDENT_HOT;
    }
  }

  /// The name in the table.
  String name() {
    return way.isResident()
        ? way.title
        : String.format(Locale.ROOT, "%s, %s %s%%", way.title, store, trimmed(percent));
  }

  private static String trimmed(double percent) {
    return percent == Math.rint(percent) ? Long.toString((long) percent) : Double.toString(percent);
  }

  /// What must end in the same bits has the same name: everything in the order of the data, and
  /// everything in FAE's order for one hot set.
  String order() {
    return way.isScheduled() ? "fae, hot rows of " + hotBytes + " bytes" : "order of the data";
  }

  /// Where the log of the schedule goes.
  String prefix(PopularityOptions options) {
    return options.directory().resolve("fae").toAbsolutePath().toString();
  }

  /// The configuration of a run on the samples of `data`.
  ModelConfig config(PopularityOptions options, Path data) {
    List<String> settings = new ArrayList<>();
    if (!way.isResident()) {
      settings.add("belady.memory=" + budget + "B");
      settings.add("belady.store=" + store);
      settings.add("belady.store_folder=" + options.directory().toAbsolutePath());
      settings.add("belady.policy=" + (way == Way.CDLRM ? "cdlrm" : "lookahead"));
    }
    if (way.hasHotRows()) {
      settings.add("belady.popularity.budget=" + hotBytes + "B");
    }
    if (way.isScheduled()) {
      settings.add("belady.popularity.schedule=fae");
      settings.add("solver.snapshot_prefix=" + prefix(options));
      settings.add(
          "solver.batchsize_eval=" + Math.min(EVALUATION_BATCH, options.evaluationSamples()));
      settings.add("solver.eval_batches=0");
      settings.add("data.eval_source=" + data);
      settings.add("data.eval_num_samples=" + options.evaluationSamples());
    }
    return WorkloadConfig.training(options.common(), data, ConfigOverrides.of(settings));
  }
}
