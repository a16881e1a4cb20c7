// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import java.util.Locale;

/// Numbers as people read them: three or four digits and a unit. Never in the user's locale, so
/// that logs of different machines compare.
public final class Figures {
  private static final String[] THOUSANDS = {"", "k", "M", "G", "T"};
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Figures() {}

  /// A number with three digits and a power of thousand: `0`, `42`, `1.25k`, `38.1M`.
  public static String count(double value) {
    return scaled(value, 1000, THOUSANDS, "");
  }

  /// A size with three digits and a binary unit: `512 B`, `1.5 GiB`.
  public static String bytes(long bytes) {
    return scaled((double) bytes, 1024, BINARY, " ");
  }

  /// A whole number in groups of three: `12,345,678`.
  public static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /// A time with its two largest units: `0.8 s`, `42 s`, `3 min 05 s`, `1 h 02 min`, `2 d 03 h`.
  public static String duration(double seconds) {
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      return "?";
    }
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", Math.max(0, seconds));
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    long minutes = Math.round(seconds / 60);
    if (minutes < 24 * 60) {
      return String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
    }
    long hours = Math.round(seconds / 3600);
    return String.format(Locale.ROOT, "%d d %02d h", hours / 24, hours % 24);
  }

  /// A metric, loss or learning rate with six digits after the point, or fewer where they are zeros
  /// of a round number; very small and very large ones with an exponent.
  public static String value(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value == 0 ? "0" : Double.isNaN(value) ? "undefined" : value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size < 1e-4 || size >= 1e7) {
      return withoutTrailingZeros(String.format(Locale.ROOT, "%.3e", value));
    }
    return withoutTrailingZeros(String.format(Locale.ROOT, "%.6f", value));
  }

  private static String withoutTrailingZeros(String number) {
    int exponent = number.indexOf('e');
    String digits = exponent < 0 ? number : number.substring(0, exponent);
    String rest = exponent < 0 ? "" : number.substring(exponent);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    if (digits.charAt(end - 1) == '.') {
      end--;
    }
    return digits.substring(0, end) + rest;
  }

  private static String scaled(double value, int base, String[] units, String space) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "?";
    }
    int unit = 0;
    // 999.5 would be written as 1000 of its unit.
    while (Math.abs(value) >= base - 0.5 && unit < units.length - 1) {
      value /= base;
      unit++;
    }
    int decimals = unit == 0 && value == Math.rint(value) ? 0 : decimals(Math.abs(value));
    String digits = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return (decimals > 0 ? withoutTrailingZeros(digits) : digits) + space + units[unit];
  }

  private static int decimals(double size) {
    return size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  }
}
