// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One axis of a chart: its range in data and in pixels, and round ticks.
///
/// @param from data at the first pixel
/// @param to data at the last pixel, > `from`
/// @param firstPixel where it begins
/// @param lastPixel where it ends; below `firstPixel` for an axis that points up
record Axis(double from, double to, double firstPixel, double lastPixel) {
  /// An axis that shows `low` to `high` and some air on both sides; a single value gets a range.
  static Axis around(double low, double high, double firstPixel, double lastPixel) {
    double air = high > low ? 0.06 * (high - low) : Math.max(Math.abs(high) * 0.1, 1e-9);
    return new Axis(low - air, high + air, firstPixel, lastPixel);
  }

  double pixel(double value) {
    return firstPixel + (value - from) / (to - from) * (lastPixel - firstPixel);
  }

  /// Multiples of 1, 2 or 5 times a power of ten inside the range, about `wanted` of them.
  List<Double> ticks(int wanted) {
    double step = step(wanted);
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  /// A tick's label with as many decimals as the distance of the ticks needs.
  String label(double tick, int wanted) {
    double step = step(wanted);
    double size = Math.max(Math.abs(from), Math.abs(to));
    if (size >= 10_000) {
      return Figures.count(tick);
    }
    if (size < 1e-3) {
      return Figures.value(tick);
    }
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", tick == 0 ? 0 : tick);
  }

  private double step(int wanted) {
    double rough = (to - from) / wanted;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  }
}
