// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.config.BeladySpec.EvaluationRange;
import dev.belady.config.BeladySpec.SnapshotFormat;
import java.util.List;
import java.util.OptionalLong;

/// Reads the `belady` object.
final class BeladyParser {
  /// Keys of settings that are planned; a file that has one is refused, so that none can be
  /// believed to work.
  private static final List<String> RESERVED = List.of("store", "lookahead", "popularity");

  private BeladyParser() {}

  static BeladySpec parse(Section section) {
    if (section.has("memory")) {
      refuseMemory(section);
    }
    for (String key : RESERVED) {
      if (section.has(key)) {
        throw section.error(key + " is not available yet");
      }
    }
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
                SnapshotFormat::jsonName)));
  }

  private static void refuseMemory(Section section) {
    String memory = section.text("memory");
    if (memory.equals("auto")) {
      throw section.error("a memory budget is not available yet: memory=auto");
    }
    ByteSize size = section.build(() -> ByteSize.parse(memory));
    throw section.error(
        "a memory budget is not available yet, all rows stay in memory: memory=" + size);
  }
}
