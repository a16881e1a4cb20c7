// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// The area under the ROC curve of one label: the chance that a random click is predicted above a
/// random non-click, ties counting one half (Hanley and McNeil, Radiology 1982).
final class RankCounter {
  private final FloatList clicks = new FloatList();
  private final FloatList others = new FloatList();
  private boolean hasNan;

  void add(float prediction, boolean click) {
    hasNan |= Float.isNaN(prediction);
    // Adding zero turns -0.0 into 0.0: the sort tells them apart, the comparison must not.
    (click ? clicks : others).add(prediction + 0.0f);
  }

  /// Twice the number of ordered pairs is at most 2 (2^31 - 9)^2 < 2^63, so that the count is exact
  /// and the only rounding is the division.
  double area() {
    if (hasNan || clicks.size() == 0 || others.size() == 0) {
      return Double.NaN;
    }
    clicks.sort();
    others.sort();
    long doubledPairs = 0;
    int below = 0;
    int notAbove = 0;
    for (int click = 0; click < clicks.size(); click++) {
      float prediction = clicks.get(click);
      while (below < others.size() && others.get(below) < prediction) {
        below++;
      }
      notAbove = Math.max(notAbove, below);
      while (notAbove < others.size() && others.get(notAbove) == prediction) {
        notAbove++;
      }
      doubledPairs += (long) below + notAbove;
    }
    return doubledPairs / (2.0 * clicks.size() * others.size());
  }

  void reset() {
    clicks.clear();
    others.clear();
    hasNan = false;
  }
}
