// SPDX-License-Identifier: Apache-2.0
package dev.belady.metrics;

/// The sum of logistic losses, and what is needed for the loss of a constant prediction.
final class CrossEntropySum {
  /// The distance of probabilities from 0 and 1 below which they are moved there, so that a
  /// saturated prediction costs much but not infinitely much: the spacing of floats at 1, as
  /// scikit-learn does it.
  static final double CLIP = Math.ulp(1.0f);

  private double loss;
  private double clicks;
  private long count;

  void add(float prediction, float label) {
    double p = Math.clamp(prediction, CLIP, 1 - CLIP);
    double y = label;
    loss -= y * Math.log(p) + (1 - y) * Math.log1p(-p);
    clicks += y;
    count++;
  }

  double mean() {
    return loss / count;
  }

  /// The mean loss of always predicting the fraction of clicks, its entropy.
  double meanOfConstant() {
    double rate = clicks / count;
    return -(rate * Math.log(rate) + (1 - rate) * Math.log1p(-rate));
  }

  void reset() {
    loss = 0;
    clicks = 0;
    count = 0;
  }
}
