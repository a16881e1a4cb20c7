// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// What a penalty on the size of the weights adds to the gradient of a dense parameter w: `l1 *
/// sign(w)`, then `fma(l2, w, .)`; a factor of 0 adds nothing.
///
/// @param l1 lambda / batch size of an L1 penalty lambda / batch size * sum |w|
/// @param l2 lambda / batch size of an L2 penalty lambda / (2 * batch size) * sum w^2
public record Regularizer(float l1, float l2) {
  /// No penalty.
  public static final Regularizer NONE = new Regularizer(0, 0);
}
