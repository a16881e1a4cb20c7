// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

import dev.belady.config.ByteSize;
import dev.belady.config.ConfigException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/// How large fast memory is: a share of the distinct rows of the trace, a number of rows, or bytes.
///
/// Of several tables each gets the same share of its rows, so that rows and bytes are for all of
/// them together.
///
/// @param text as it was written, for tables and legends
/// @param amount percent, rows or bytes, > 0
/// @param unit of the amount
public record CacheSize(String text, BigDecimal amount, Unit unit) {
  private static final Pattern PERCENT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*%");
  private static final Pattern ROWS = Pattern.compile("\\d+");

  /// What an amount counts.
  public enum Unit {
    /// Percent of the distinct rows.
    PERCENT,
    /// Rows.
    ROWS,
    /// Bytes of rows with their optimizer state.
    BYTES
  }

  /// Checks the range.
  public CacheSize {
    if (amount.signum() <= 0) {
      throw new ConfigException("a size must be > 0: size=" + text);
    }
    if (unit == Unit.PERCENT && amount.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new ConfigException("a size must be at most 100%: size=" + text);
    }
  }

  /// Reads `5%`, `100000` or `64MiB`.
  ///
  /// @throws ConfigException when the text is none of them
  public static CacheSize parse(String text) {
    String size = text.strip();
    Matcher percent = PERCENT.matcher(size);
    if (percent.matches()) {
      return new CacheSize(size, new BigDecimal(percent.group(1)), Unit.PERCENT);
    }
    if (ROWS.matcher(size).matches()) {
      return new CacheSize(size, new BigDecimal(size), Unit.ROWS);
    }
    try {
      return new CacheSize(size, BigDecimal.valueOf(ByteSize.parse(size).bytes()), Unit.BYTES);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "a size must be a share such as 5%, a number of rows, or bytes such as 64MiB: size="
              + text,
          e);
    }
  }

  /// The capacity of each table in rows, at least 1 and at most its distinct rows.
  ///
  /// @param distinctRows the distinct rows of each table
  /// @throws ConfigException when the size holds no row
  int[] capacities(List<KeyTrace.Table> tables, int[] distinctRows) {
    BigDecimal whole =
        BigDecimal.valueOf(
            switch (unit) {
              case PERCENT -> 100;
              case ROWS -> LongStream.range(0, tables.size()).map(t -> distinctRows[(int) t]).sum();
              case BYTES ->
                  LongStream.range(0, tables.size())
                      .map(t -> distinctRows[(int) t] * tables.get((int) t).recordBytes())
                      .sum();
            });
    int[] capacities = new int[tables.size()];
    long largest = 0;
    for (int t = 0; t < capacities.length; t++) {
      BigDecimal distinct = BigDecimal.valueOf(distinctRows[t]);
      capacities[t] =
          amount
              .multiply(distinct)
              .divide(whole, 0, RoundingMode.DOWN)
              .min(distinct)
              .intValueExact();
      largest = Math.max(largest, capacities[t]);
      capacities[t] = Math.max(1, capacities[t]);
    }
    if (largest == 0 && unit != Unit.PERCENT) {
      throw new ConfigException(
          "a size must hold at least one row: size="
              + text
              + ", distinct rows="
              + LongStream.range(0, tables.size()).map(t -> distinctRows[(int) t]).sum()
              + ", bytes of a row="
              + tables.getFirst().recordBytes());
    }
    return capacities;
  }
}
