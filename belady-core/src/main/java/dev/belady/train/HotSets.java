// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.ConfigException;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.data.SampleSource;
import dev.belady.model.CountedTables;
import dev.belady.model.Model;
import dev.belady.popularity.AccessLog;
import dev.belady.popularity.CalibrationOptions;
import dev.belady.popularity.Calibrator;
import dev.belady.popularity.CountedTable;
import dev.belady.popularity.CoverageEstimate;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotSetFile;
import dev.belady.popularity.HotTable;
import dev.belady.popularity.InputClassifier;
import dev.belady.popularity.PassWatch;
import dev.belady.popularity.SamplePass;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the hot sets of a configuration come from: a file, or counts of a sample of its data,
/// which give one for any budget. Also lays tables out for them.
final class HotSets {
  /// The hot rows get 1 / `PART_OF_MEMORY` of a memory budget unless they have one of their own.
  private static final int PART_OF_MEMORY = 4;

  /// FAE's budget.
  private static final ByteSize DEFAULT_BUDGET = new ByteSize(256L << 20);

  private final ModelConfig config;
  private final PopularitySpec spec;
  private final @Nullable HotSet given;
  private final @Nullable AccessLog log;

  private HotSets(
      ModelConfig config, PopularitySpec spec, @Nullable HotSet given, @Nullable AccessLog log) {
    this.config = config;
    this.spec = spec;
    this.given = given;
    this.log = log;
  }

  /// Reads the file that the configuration names, or counts a sample of the training data.
  ///
  /// @param watch hears how far the pass over the data is
  /// @throws dev.belady.data.DataException when the file, or the data, is missing or damaged
  /// @throws ConfigException when it is of other tables
  static HotSets of(ModelConfig config, PopularitySpec spec, SampleSource source, PassWatch watch)
      throws InterruptedException {
    if (spec.hotSet().isEmpty()) {
      return new HotSets(config, spec, null, count(config, spec, source, watch));
    }
    HotSet hotSet = HotSetFile.read(Path.of(spec.hotSet()));
    requireFit(hotSet, config, spec.hotSet());
    return new HotSets(config, spec, hotSet, null);
  }

  /// A hot set that is there already.
  static HotSets given(ModelConfig config, PopularitySpec spec, HotSet hotSet) {
    return new HotSets(config, spec, hotSet, null);
  }

  private static AccessLog count(
      ModelConfig config, PopularitySpec spec, SampleSource source, PassWatch watch)
      throws InterruptedException {
    Calibrator calibrator =
        new Calibrator(CountedTables.of(config), options(config, spec, DEFAULT_BUDGET.bytes()));
    new SamplePass(source, Readers.threadsOfPass(config.belady()), Long.MAX_VALUE, watch)
        .read("counting accesses", calibrator::add);
    return calibrator.log();
  }

  /// Tells the hot inputs of a configuration from the cold ones.
  static InputClassifier classifier(ModelConfig config, HotSet hotSet) {
    return new InputClassifier(
        hotSet, CountedTables.of(config).stream().map(CountedTable::input).toList());
  }

  private static CalibrationOptions options(ModelConfig config, PopularitySpec spec, long budget) {
    return new CalibrationOptions(
        config.seed(),
        spec.sampleRate(),
        budget,
        spec.smallTables().bytes(),
        spec.countMemory().bytes(),
        switch (spec.method()) {
          case BENEFIT -> CalibrationOptions.Method.BENEFIT_PER_BYTE;
          case THRESHOLD -> CalibrationOptions.Method.THRESHOLD_SEARCH;
        });
  }

  /// The hot set of the configuration.
  HotSet choose() {
    return choose(config.belady().memory().map(MemoryBudget::memory));
  }

  /// The hot set that the configuration would have with another `memory`, or none.
  HotSet choose(Optional<ByteSize> memory) {
    if (given != null) {
      return given;
    }
    return Calibrator.choose(
        Objects.requireNonNull(log), options(config, spec, budget(spec, memory).bytes()));
  }

  /// What the hot set of the configuration can be expected to be worth; null where it was read from
  /// a file, which does not say.
  @Nullable CoverageEstimate estimate(HotSet chosen) {
    Optional<ByteSize> memory = config.belady().memory().map(MemoryBudget::memory);
    return log == null
        ? null
        : CoverageEstimate.of(log, options(config, spec, budget(spec, memory).bytes()), chosen);
  }

  /// Whether another `memory` means other hot rows.
  boolean dependOnMemory() {
    return dependOnMemory(spec);
  }

  /// Whether the hot rows of a configuration get a part of `memory`.
  static boolean dependOnMemory(PopularitySpec spec) {
    return spec.hotSet().isEmpty() && spec.packed().isEmpty() && spec.budget().isEmpty();
  }

  /// The bytes of the counts.
  long countBytes() {
    return log == null ? 0 : log.bytes();
  }

  /// A budget that leaves `bytes` beside the hot rows, which get a part of it.
  static long withPartForHotRows(long bytes) {
    return bytes + Math.ceilDiv(bytes, PART_OF_MEMORY - 1);
  }

  /// The most bytes of the hot rows.
  static ByteSize budget(PopularitySpec spec, Optional<ByteSize> memory) {
    return spec.budget()
        .or(() -> memory.map(bytes -> new ByteSize(bytes.bytes() / PART_OF_MEMORY)))
        .orElse(DEFAULT_BUDGET);
  }

  /// Makes sure that a hot set is of the tables of a configuration.
  ///
  /// @param file where it is from
  /// @throws ConfigException when it is not
  static void requireFit(HotSet hotSet, ModelConfig config, String file) {
    List<String> has = hotSet.tables().stream().map(HotSets::describe).toList();
    List<String> wanted =
        CountedTables.of(config).stream()
            .map(table -> describe(table.name(), table.recordBytes()))
            .toList();
    if (!has.equals(wanted)) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "a hot set must be of the tables of the model: hot set=%s, model=%s (%s, %s)",
              has,
              wanted,
              file,
              config.file()));
    }
  }

  private static String describe(HotTable table) {
    return describe(table.name(), table.recordBytes());
  }

  private static String describe(String name, int recordBytes) {
    return name + " (rows of " + recordBytes + " bytes)";
  }

  /// Puts the hot rows of tables with all rows in memory together. Tables whose optimizer moves
  /// every row stay as they are: it takes the rows in their order anyway.
  static void layOut(HotSet hotSet, Model model) {
    for (int t = 0; t < model.tables().size(); t++) {
      if (!model.optimizer(t).rowRule(1, 1).movesEveryRow()) {
        model.tables().get(t).layOut(hotSet.table(t).keys());
      }
    }
  }
}
