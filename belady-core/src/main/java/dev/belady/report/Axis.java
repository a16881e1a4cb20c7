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
/// @param scale what has equal lengths; `from` is > 0 unless that is [Scale#EVEN]
record Axis(double from, double to, double firstPixel, double lastPixel, Scale scale) {
  /// What has equal lengths on an axis, and where its ticks are.
  enum Scale {
    /// Equal differences, ticks at round numbers.
    EVEN,
    /// Equal factors, ticks at powers of ten, and between them where there is room.
    LOGARITHMIC,
    /// Equal factors, ticks at powers of two, written as sizes.
    BYTES
  }

  /// An axis on which equal differences have equal lengths.
  Axis(double from, double to, double firstPixel, double lastPixel) {
    this(from, to, firstPixel, lastPixel, Scale.EVEN);
  }

  /// An axis that shows `low` to `high` and some air on both sides; a single value gets a range.
  static Axis around(double low, double high, double firstPixel, double lastPixel) {
    double air = high > low ? 0.06 * (high - low) : Math.max(Math.abs(high) * 0.1, 1e-9);
    return new Axis(low - air, high + air, firstPixel, lastPixel);
  }

  double pixel(double value) {
    double part =
        scale == Scale.EVEN
            ? (value - from) / (to - from)
            : Math.log(value / from) / Math.log(to / from);
    return firstPixel + part * (lastPixel - firstPixel);
  }

  /// Multiples of 1, 2 or 5 times a power of ten inside the range, about `wanted` of them; on a
  /// logarithmic axis these powers, and all three in between while there is room; for sizes powers
  /// of two.
  List<Double> ticks(int wanted) {
    if (scale != Scale.EVEN) {
      return scale == Scale.BYTES ? powersOfTwo(wanted) : logarithmicTicks(wanted);
    }
    double step = step(wanted);
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  private List<Double> logarithmicTicks(int wanted) {
    double decades = Math.log10(to / from);
    int[] digits = 3 * decades <= wanted + 2 ? new int[] {1, 2, 5} : new int[] {1};
    int stride = (int) Math.max(1, Math.ceil(decades / wanted));
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(from)); power <= Math.log10(to); power += stride) {
      for (int digit : digits) {
        double tick = digit * Math.pow(10, power);
        if (tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private List<Double> powersOfTwo(int wanted) {
    int first = (int) Math.ceil(Math.log(from) / Math.log(2) - 1e-9);
    int last = (int) Math.floor(Math.log(to) / Math.log(2) + 1e-9);
    int step = Math.max(1, (last - first) / wanted + 1);
    List<Double> ticks = new ArrayList<>();
    for (int power = Math.ceilDiv(first, step) * step; power <= last; power += step) {
      ticks.add(Math.pow(2, power));
    }
    return ticks;
  }

  /// A tick's label with as many decimals as the distance of the ticks needs.
  String label(double tick, int wanted) {
    if (scale != Scale.EVEN) {
      return text(tick);
    }
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

  /// A value as people read it.
  String text(double value) {
    return scale == Scale.BYTES ? Figures.bytes(Math.round(value)) : Figures.count(value);
  }

  private double step(int wanted) {
    double rough = (to - from) / wanted;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  }
}
