// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/// The settings of one format, read from text with checks of name and range.
public final class FormatOptions {
  private final String format;
  private final Map<String, String> values;

  private FormatOptions(String format, Map<String, String> values) {
    this.format = format;
    this.values = values;
  }

  /// The options of `spec`.
  ///
  /// @param known every name that the format understands
  /// @throws DataException when another name is set
  public static FormatOptions of(String format, SourceSpec spec, Set<String> known) {
    for (String name : new TreeSet<>(spec.options().keySet())) {
      if (!known.contains(name)) {
        throw new DataException(
            "unknown option of format "
                + format
                + ": "
                + name
                + "="
                + spec.options().get(name)
                + (known.isEmpty() ? " (it has none)" : " (known: " + new TreeSet<>(known) + ")"));
      }
    }
    return new FormatOptions(format, spec.options());
  }

  /// The text as it was given, or `fallback`.
  public String text(String name, String fallback) {
    return values.getOrDefault(name, fallback);
  }

  /// One of the given words.
  public String choice(String name, String fallback, List<String> allowed) {
    String text = text(name, fallback);
    if (!allowed.contains(text)) {
      throw wrong(name, text, "one of " + allowed);
    }
    return text;
  }

  /// `true` or `false`.
  public boolean flag(String name, boolean fallback) {
    return choice(name, Boolean.toString(fallback), List.of("true", "false")).equals("true");
  }

  /// A whole number of at least `least`.
  public long wholeNumber(String name, long fallback, long least) {
    String text = values.get(name);
    if (text == null) {
      return fallback;
    }
    Long value = parse(text);
    if (value == null || value < least) {
      throw wrong(
          name, text, least == Long.MIN_VALUE ? "a whole number" : "a whole number >= " + least);
    }
    return value;
  }

  /// A finite number within a range.
  ///
  /// @param rule the range in words, for the message
  public double number(String name, double fallback, DoublePredicate range, String rule) {
    String text = values.get(name);
    if (text == null) {
      return fallback;
    }
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(name, text, rule);
    }
    if (!Double.isFinite(value) || !range.test(value)) {
      throw wrong(name, text, rule);
    }
    return value;
  }

  /// The complaint that an option's value breaks a rule.
  ///
  /// @param rule what the value must be
  public DataException wrong(String name, String value, String rule) {
    return new DataException(
        name + " must be " + rule + ": " + name + "=" + value + " (format " + format + ")");
  }

  private static @Nullable Long parse(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
