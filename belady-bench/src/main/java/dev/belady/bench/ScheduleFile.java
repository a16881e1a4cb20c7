// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the log of a schedule of hot and cold batches tells.
///
/// @param hotInputs the part of the inputs, 0 to 1, that are hot
/// @param rates the percentage of each round, in their order
record ScheduleFile(double hotInputs, List<Integer> rates) {
  /// No schedule.
  static final ScheduleFile NONE = new ScheduleFile(0, List.of());

  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":(\\d+)");

  /// Reads the log beside models with a prefix.
  static ScheduleFile beside(String prefix) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(prefix + "_schedule.jsonl"));
    double hot = number(lines.getFirst(), "hot_samples");
    double cold = number(lines.getFirst(), "cold_samples");
    List<Integer> rates = new ArrayList<>();
    for (String line : lines) {
      if (line.contains("\"ends_round\":true")) {
        rates.add((int) number(line, "rate"));
      }
    }
    return new ScheduleFile(hot / (hot + cold), List.copyOf(rates));
  }

  private static double number(String line, String name) {
    Matcher matcher = NUMBER.matcher(line);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return Double.parseDouble(matcher.group(2));
      }
    }
    throw new IllegalArgumentException("a line must have " + name + ": " + line);
  }
}
