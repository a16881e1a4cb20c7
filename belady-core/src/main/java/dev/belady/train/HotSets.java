// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.data.ReaderOptions;
import dev.belady.data.SampleSource;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.CountedTables;
import dev.belady.model.Model;
import dev.belady.popularity.CalibrationOptions;
import dev.belady.popularity.Calibrator;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotSetFile;
import dev.belady.popularity.HotTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Gets the hot set of a configuration and lays tables out for it.
final class HotSets {
  private static final int BATCH_SAMPLES = 4096;

  /// The hot rows get 1 / `PART_OF_MEMORY` of a memory budget unless they have one of their own.
  private static final int PART_OF_MEMORY = 4;

  /// FAE's budget.
  private static final ByteSize DEFAULT_BUDGET = new ByteSize(256L << 20);

  private HotSets() {}

  /// The hot set that the configuration names, or else that of a sample of the training data.
  ///
  /// @throws dev.belady.data.DataException when its file, or the data, is missing or damaged
  /// @throws ConfigException when it is of other tables
  static HotSet of(ModelConfig config, Model model, PopularitySpec spec, SampleSource source)
      throws InterruptedException {
    if (spec.hotSet().isEmpty()) {
      return calibrate(config, spec, source);
    }
    HotSet hotSet = HotSetFile.read(Path.of(spec.hotSet()));
    requireFit(hotSet, model.tables(), spec.hotSet(), config.file());
    return hotSet;
  }

  private static HotSet calibrate(ModelConfig config, PopularitySpec spec, SampleSource source)
      throws InterruptedException {
    CalibrationOptions options =
        new CalibrationOptions(
            config.seed(),
            spec.sampleRate(),
            budget(config, spec),
            spec.smallTables().bytes(),
            CalibrationOptions.DEFAULT_COUNT_BYTES,
            switch (spec.method()) {
              case BENEFIT -> CalibrationOptions.Method.BENEFIT_PER_BYTE;
              case THRESHOLD -> CalibrationOptions.Method.THRESHOLD_SEARCH;
            });
    Calibrator calibrator = new Calibrator(CountedTables.of(config), options);
    ReaderOptions reading =
        ReaderOptions.ofBatchSize(BATCH_SAMPLES).withThreads(Readers.threads(config.belady()));
    try (BatchReader reader = BatchReader.start(source, reading)) {
      for (Batch batch = reader.take(); batch != null; batch = reader.take()) {
        calibrator.add(batch);
        reader.recycle(batch);
      }
    }
    return calibrator.hotSet();
  }

  private static long budget(ModelConfig config, PopularitySpec spec) {
    return spec.budget()
        .or(() ->
            config
                .belady()
                .memory()
                .map(memory -> new ByteSize(memory.memory().bytes() / PART_OF_MEMORY)))
        .orElse(DEFAULT_BUDGET)
        .bytes();
  }

  private static void requireFit(
      HotSet hotSet, List<EmbeddingTable> tables, String file, String config) {
    List<String> has = hotSet.tables().stream().map(HotSets::describe).toList();
    List<String> wanted =
        tables.stream()
            .map(table -> describe(table.spec().name(), table.layout().floats() * Float.BYTES))
            .toList();
    if (!has.equals(wanted)) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "a hot set must be of the tables of the model: hot set=%s, model=%s (%s, %s)",
              has,
              wanted,
              file,
              config));
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
