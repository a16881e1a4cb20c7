// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

/// The range checks of the records. A message is the rule and `name=value`; the reader of the JSON
/// adds the place.
final class Require {
  private Require() {}

  static void positive(String name, long value) {
    that(value > 0, name + " must be > 0", name, value);
  }

  static void positive(String name, double value) {
    that(value > 0 && value < Double.POSITIVE_INFINITY, name + " must be > 0", name, value);
  }

  static void notNegative(String name, long value) {
    that(value >= 0, name + " must be >= 0", name, value);
  }

  static void notNegative(String name, double value) {
    that(value >= 0 && value < Double.POSITIVE_INFINITY, name + " must be >= 0", name, value);
  }

  static void that(boolean holds, String rule, String name, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + name + "=" + value);
    }
  }
}
