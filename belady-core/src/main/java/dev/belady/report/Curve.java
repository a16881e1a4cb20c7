// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import java.util.Arrays;

/// A series of points in bounded memory: when it is full, neighbours are merged in pairs, so that
/// an endless run keeps between half and all of the capacity, evenly spread.
///
/// A merged point stands for `stride` points: it has the x of its last one, their mean, and their
/// extremes. Points that are not finite are left out.
public final class Curve {
  /// More than a screen has columns.
  static final int CAPACITY = 1024;

  private final double[] xs = new double[CAPACITY];
  private final double[] sums = new double[CAPACITY];
  private final double[] lows = new double[CAPACITY];
  private final double[] highs = new double[CAPACITY];
  private final int[] counts = new int[CAPACITY];
  private int size;
  private int stride = 1;

  /// A curve without points.
  public Curve() {}

  /// Appends a point; x must not fall.
  public void add(long x, double y) {
    if (!Double.isFinite(y)) {
      return;
    }
    if (size > 0 && counts[size - 1] < stride) {
      int last = size - 1;
      xs[last] = (double) x;
      sums[last] += y;
      lows[last] = Math.min(lows[last], y);
      highs[last] = Math.max(highs[last], y);
      counts[last]++;
      return;
    }
    if (size == CAPACITY) {
      mergePairs();
    }
    xs[size] = (double) x;
    sums[size] = y;
    lows[size] = y;
    highs[size] = y;
    counts[size] = 1;
    size++;
  }

  /// The number of points kept.
  public int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  double x(int point) {
    return xs[point];
  }

  double mean(int point) {
    return sums[point] / counts[point];
  }

  double low(int point) {
    return lows[point];
  }

  double high(int point) {
    return highs[point];
  }

  /// Whether some point stands for several.
  boolean isMerged() {
    return stride > 1;
  }

  /// The mean of the points `point - reach` to `point + reach`. Near an end both sides shrink
  /// alike, so that the end is not pulled inwards, but not below a third, so that it is not noise.
  double smoothed(int point, int reach) {
    int half = Math.max(Math.min(reach, Math.min(point, size - 1 - point)), reach / 3);
    int from = Math.max(0, point - half);
    int to = Math.min(size - 1, point + half);
    double sum = 0;
    for (int other = from; other <= to; other++) {
      sum += mean(other);
    }
    return sum / (to - from + 1);
  }

  /// The value below which the fraction `part` of the means lies. The curve must not be empty.
  double quantile(double part) {
    double[] means = new double[size];
    for (int point = 0; point < size; point++) {
      means[point] = mean(point);
    }
    Arrays.sort(means);
    return means[(int) Math.min(size - 1L, Math.round(part * (size - 1)))];
  }

  private void mergePairs() {
    for (int pair = 0; pair < CAPACITY / 2; pair++) {
      int left = 2 * pair;
      int right = left + 1;
      xs[pair] = xs[right];
      sums[pair] = sums[left] + sums[right];
      lows[pair] = Math.min(lows[left], lows[right]);
      highs[pair] = Math.max(highs[left], highs[right]);
      counts[pair] = counts[left] + counts[right];
    }
    size = CAPACITY / 2;
    stride *= 2;
  }
}
