// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

/// A configuration that cannot be used: the message names the rule, the value, the place in the
/// JSON, and the file.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An error with a complete message; several errors stand on lines of their own.
  public ConfigException(String message) {
    super(message);
  }

  /// An error with the failure below it.
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
