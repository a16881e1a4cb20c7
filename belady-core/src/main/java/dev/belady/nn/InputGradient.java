// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// What a layer's backward does with the gradient of one of its inputs.
///
/// A tensor that feeds several layers gets the sum: the consumer that runs first in the backward
/// pass overwrites, the others accumulate.
public enum InputGradient {
  /// Nobody needs the gradient (labels, dense features).
  NONE,
  /// Overwrite the gradient buffer.
  OVERWRITE,
  /// Add to the gradient buffer.
  ACCUMULATE
}
