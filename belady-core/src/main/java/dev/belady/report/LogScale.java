// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import java.util.ArrayList;
import java.util.List;

/// A logarithmic axis: its range in data and in pixels, and round ticks.
///
/// @param from data at the first pixel, > 0
/// @param to data at the last pixel, > `from`
/// @param firstPixel where it begins
/// @param lastPixel where it ends
/// @param unit what it measures
record LogScale(double from, double to, double firstPixel, double lastPixel, Unit unit) {
  /// What an axis measures.
  enum Unit {
    /// Ticks at powers of two, written as sizes.
    BYTES,
    /// Ticks at powers of ten.
    COUNT;

    String text(double value) {
      return this == BYTES ? Figures.bytes(Math.round(value)) : Figures.count(value);
    }

    private double base() {
      return this == BYTES ? 2 : 10;
    }
  }

  double pixel(double value) {
    double way = Math.log(Math.max(value, from) / from) / Math.log(to / from);
    return firstPixel + way * (lastPixel - firstPixel);
  }

  /// Powers of the unit's base inside the range, at most `most` of them, evenly spread.
  List<Double> ticks(int most) {
    double base = unit.base();
    int first = (int) Math.ceil(Math.log(from) / Math.log(base) - 1e-9);
    int last = (int) Math.floor(Math.log(to) / Math.log(base) + 1e-9);
    int step = Math.max(1, (last - first) / most + 1);
    List<Double> ticks = new ArrayList<>();
    for (int power = Math.ceilDiv(first, step) * step; power <= last; power += step) {
      ticks.add(Math.pow(base, power));
    }
    return ticks;
  }
}
