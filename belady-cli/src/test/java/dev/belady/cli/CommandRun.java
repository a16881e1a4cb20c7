// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import picocli.CommandLine;

/// One run of the command inside this JVM.
///
/// @param exitCode what the process would end with
/// @param out standard output
/// @param err standard error
record CommandRun(int exitCode, String out, String err) {
  /// Runs `belady` with these arguments, without a terminal.
  static CommandRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Belady.commandLine(Terminal.NONE).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode =
        command.execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
