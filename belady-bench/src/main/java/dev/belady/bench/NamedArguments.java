// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The arguments `name=value` of a benchmark, with what holds for those that are missing.
final class NamedArguments {
  private final Map<String, String> values;

  /// Reads arguments.
  ///
  /// @param defaults the value of each name that there is
  /// @param arguments what was given
  NamedArguments(Map<String, String> defaults, List<String> arguments) {
    this.values = new TreeMap<>(defaults);
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (parts.length < 2 || !defaults.containsKey(parts[0])) {
        throw new IllegalArgumentException(
            "an argument must be name=value with a name of " + values.keySet() + ": " + argument);
      }
      values.put(parts[0], parts[1]);
    }
  }

  /// A value as it was written.
  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no such name: " + name);
    }
    return value;
  }

  /// The parts of a value between commas.
  List<String> list(String name) {
    return new ArrayList<>(Arrays.asList(text(name).split(",", -1)));
  }

  /// A whole number.
  int integer(String name) {
    return Integer.parseInt(text(name));
  }

  /// A number.
  double number(String name) {
    return Double.parseDouble(text(name));
  }
}
