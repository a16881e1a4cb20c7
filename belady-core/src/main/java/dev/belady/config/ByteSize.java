// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An amount of memory, written as a number with a unit: `512MiB`, `1.5 GiB`, `2GB`, `4096`.
///
/// @param bytes bytes, >= 0
public record ByteSize(long bytes) {
  private static final Pattern FORM =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(|B|[KMGT]B|[KMGT]iB)");

  /// Checks the range.
  public ByteSize {
    Require.notNegative("bytes", bytes);
  }

  /// Reads the written form; `KiB` is 1024 bytes, `KB` is 1000.
  ///
  /// @throws IllegalArgumentException when the text is none
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a size must be a number with B, KiB, MiB, GiB, TiB, KB, MB, GB or TB: size=" + text);
    }
    String unit = matcher.group(2);
    long base = unit.endsWith("iB") ? 1024 : 1000;
    BigDecimal scale =
        unit.length() < 2
            ? BigDecimal.ONE
            : BigDecimal.valueOf(base).pow("KMGT".indexOf(unit.charAt(0)) + 1);
    try {
      return new ByteSize(
          new BigDecimal(matcher.group(1)).multiply(scale).toBigInteger().longValueExact());
    } catch (ArithmeticException _) {
      throw new IllegalArgumentException("a size must be below 8 EiB: size=" + text);
    }
  }

  /// The written form with the largest unit that leaves no fraction.
  @Override
  public String toString() {
    String units = "KMGT";
    long value = bytes;
    int unit = -1;
    while (unit < units.length() - 1 && value > 0 && value % 1024 == 0) {
      value /= 1024;
      unit++;
    }
    return value + (unit < 0 ? "B" : units.charAt(unit) + "iB");
  }
}
