// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

/// What the exit codes of the command mean. Scripts rely on them.
final class ExitCode {
  /// All went well.
  static final int OK = 0;

  /// A defect of Belady or of the machine.
  static final int FAILURE = 1;

  /// Something the user can mend: an option, the configuration, the data.
  static final int USER_ERROR = 2;

  /// Stopped by Ctrl-C: 128 and the number of the signal.
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
