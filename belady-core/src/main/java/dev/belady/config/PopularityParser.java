// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.config.PopularitySpec.Method;
import dev.belady.config.PopularitySpec.Schedule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the `popularity` object.
final class PopularityParser {
  private static final ByteSize SMALL_TABLES = new ByteSize(1 << 20);

  /// Room for the exact counts of 25 million keys.
  private static final ByteSize COUNT_MEMORY = new ByteSize(512L << 20);

  /// Keys that mean something only where the hot set is found, not read.
  private static final List<String> OF_CALIBRATION =
      List.of("sample_rate", "method", "budget", "small_tables", "count_memory");

  private PopularityParser() {}

  static Optional<PopularitySpec> parse(Section belady) {
    @Nullable Section section = belady.object("popularity");
    if (section == null) {
      return Optional.empty();
    }
    for (String given : List.of("hot_set", "packed")) {
      for (String key : OF_CALIBRATION) {
        if (section.has(given) && section.has(key)) {
          throw section.error(
              key + " has no meaning beside " + given + ": the rows are those of the file");
        }
      }
    }
    PopularitySpec spec =
        section.build(() ->
            new PopularitySpec(
                section.text("hot_set", ""),
                section.number("sample_rate", 0.05),
                section.choice("method", Method.BENEFIT, Method.values(), Method::jsonName),
                section.has("budget")
                    ? Optional.of(ByteSize.parse(section.text("budget")))
                    : Optional.empty(),
                section.has("small_tables")
                    ? ByteSize.parse(section.text("small_tables"))
                    : SMALL_TABLES,
                section.has("count_memory")
                    ? ByteSize.parse(section.text("count_memory"))
                    : COUNT_MEMORY,
                section.choice(
                    "schedule", Schedule.KEEP_ORDER, Schedule.values(), Schedule::jsonName),
                section.integer("rate", 50),
                section.text("packed", ""),
                section.text("replay", ""),
                section.integer("recalibrate", 0)));
    if (spec.schedule() == Schedule.KEEP_ORDER) {
      for (String key : List.of("rate", "packed", "replay")) {
        if (section.has(key)) {
          throw section.error(
              key + " needs a schedule of hot and cold batches: schedule=keep-order");
        }
      }
    }
    if (spec.schedule() != Schedule.KEEP_ORDER && spec.recalibrate() > 0) {
      section.notice(
          "recalibrate moves hot rows only: hot and cold inputs stay told apart by the first hot set");
    }
    return Optional.of(spec);
  }
}
