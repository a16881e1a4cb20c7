// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The kernels that were asked for cannot be had; the message says in a sentence why.
public final class KernelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /// A message for the user.
  public KernelException(String message) {
    super(message);
  }
}
