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
      List.of(
          "store",
          "store_folder",
          "store_limit",
          "direct_io",
          "lookahead",
          "io_threads",
          "policy",
          "policy_sets",
          "policy_ways",
          "policy_seed",
          "plan_log",
          "plan_replay");

  /// The ways of cDLRM's published runs.
  private static final int WAYS = 16;

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
    return Optional.of(
        section.build(() ->
            new MemoryBudget(
                memory.equals("auto") ? MemoryBudget.AUTO : ByteSize.parse(memory),
                section.choice(
                    "store",
                    MemoryBudget.Store.FILE,
                    MemoryBudget.Store.values(),
                    MemoryBudget.Store::jsonName),
                section.text("store_folder", ""),
                section.has("store_limit")
                    ? Optional.of(ByteSize.parse(section.text("store_limit")))
                    : Optional.empty(),
                section.flag("direct_io", false),
                section.integer("lookahead", 0),
                section.integer("io_threads", 0),
                eviction(section),
                section.text("plan_log", ""),
                section.text("plan_replay", ""))));
  }

  private static EvictionSpec eviction(Section section) {
    EvictionSpec.Name name =
        section.choice(
            "policy",
            EvictionSpec.Name.LOOKAHEAD,
            EvictionSpec.Name.values(),
            EvictionSpec.Name::jsonName);
    return switch (name) {
      case LOOKAHEAD -> {
        for (String key : List.of("policy_sets", "policy_ways", "policy_seed")) {
          if (section.has(key)) {
            throw section.error(key + " needs policy=cdlrm: policy=lookahead");
          }
        }
        yield new EvictionSpec.Lookahead();
      }
      case CDLRM ->
          new EvictionSpec.WindowInstall(
              section.integer("policy_sets", 0),
              section.integer("policy_ways", WAYS),
              section.longInteger("policy_seed", 0));
    };
  }
}
