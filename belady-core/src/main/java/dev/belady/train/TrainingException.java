// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

/// Training that cannot go on with the data and settings as they are: the message names the rule,
/// the value, the iteration and the layer or field.
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An error with a complete message.
  public TrainingException(String message) {
    super(message);
  }
}
