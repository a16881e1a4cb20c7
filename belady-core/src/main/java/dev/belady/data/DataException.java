// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

/// Input data that cannot be read as described: the message names the rule, the value, the file,
/// and the record or byte.
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An error with a complete message.
  public DataException(String message) {
    super(message);
  }

  /// An error with the failure below it.
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
