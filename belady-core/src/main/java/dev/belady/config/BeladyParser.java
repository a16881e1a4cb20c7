// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.config.BeladySpec.EvaluationRange;
import dev.belady.config.BeladySpec.SnapshotFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the `belady` object.
final class BeladyParser {
  /// Keys that mean something only with a memory budget.
  private static final List<String> OF_MEMORY =
      List.of("store", "store_folder", "lookahead", "io_threads");

  private BeladyParser() {}

  static BeladySpec parse(Section section) {
    Optional<MemoryBudget> memory = memory(section);
    Optional<PopularitySpec> popularity = PopularityParser.parse(section);
    OptionalLong seed =
        section.has("seed")
            ? OptionalLong.of(section.longInteger("seed", 0))
            : OptionalLong.empty();
    BeladySpec absent = BeladySpec.DEFAULTS;
    return section.build(() ->
        new BeladySpec(
            section.integer("threads", absent.threads()),
            section.integer("reader_threads", absent.readerThreads()),
            section.integer("shuffle_window", absent.shuffleWindow()),
            seed,
            section.longInteger("skip_bad_records", absent.skipBadRecords()),
            section.choice(
                "eval_range",
                absent.evaluationRange(),
                EvaluationRange.values(),
                EvaluationRange::jsonName),
            section.flag("report", absent.report()),
            section.flag("save_final_model", absent.saveFinalModel()),
            section.version(
                "snapshot_format",
                absent.snapshotFormat(),
                SnapshotFormat.values(),
                SnapshotFormat::jsonName),
            memory,
            popularity));
  }

  private static Optional<MemoryBudget> memory(Section section) {
    if (!section.has("memory")) {
      for (String key : OF_MEMORY) {
        if (section.has(key)) {
          throw section.error(key + " needs a budget: memory is missing");
        }
      }
      return Optional.empty();
    }
    String memory = section.text("memory");
    if (memory.equals("auto")) {
      throw section.error("a budget must be stated yet, as in 512MiB: memory=auto");
    }
    return Optional.of(
        section.build(() ->
            new MemoryBudget(
                ByteSize.parse(memory),
                section.choice(
                    "store",
                    MemoryBudget.Store.FILE,
                    MemoryBudget.Store.values(),
                    MemoryBudget.Store::jsonName),
                section.text("store_folder", ""),
                section.integer("lookahead", 0),
                section.integer("io_threads", 0))));
  }
}
