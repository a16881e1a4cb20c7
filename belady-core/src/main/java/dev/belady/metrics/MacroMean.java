// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

import java.util.function.IntToDoubleFunction;

/// The mean over the labels for which a metric is defined.
final class MacroMean {
  private MacroMean() {}

  /// NaN when it is defined for none.
  static double of(int labels, IntToDoubleFunction valueOfLabel) {
    double sum = 0;
    int defined = 0;
    for (int label = 0; label < labels; label++) {
      double value = valueOfLabel.applyAsDouble(label);
      if (!Double.isNaN(value)) {
        sum += value;
        defined++;
      }
    }
    return defined == 0 ? Double.NaN : sum / defined;
  }
}
