// SPDX-License-Identifier: Apache-2.0
package dev.belady.optim;

/// Which rows of an embedding table an optimizer moves in a step.
public enum UpdateType {
  /// The rows that the batch uses.
  LOCAL,
  /// Every row, those that the batch does not use with a gradient of 0.
  GLOBAL,
  /// The rows that the batch uses, which then make up for the steps in which they were not used.
  LAZY_GLOBAL
}
