// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.LayerSpec;

/// The regularizer's part of the mean loss of a batch, over all dense parameters; HugeCTR divides
/// it by the samples and adds it to every loss that it prints, in evaluation too.
final class Penalty {
  private Penalty() {}

  /// L1: `lambda / samples * sum |w|`; L2: `lambda / (2 samples) * sum w^2`.
  static double of(LayerSpec.Regularizer regularizer, float[] parameters, int samples) {
    double factor = regularizer.lambda() / samples;
    return switch (regularizer.kind()) {
      case NONE -> 0;
      case L1 -> factor * sumOfMagnitudes(parameters);
      case L2 -> factor / 2 * sumOfSquares(parameters);
    };
  }

  private static double sumOfMagnitudes(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum;
  }

  private static double sumOfSquares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
