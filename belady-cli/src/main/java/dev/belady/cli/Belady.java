// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `belady` command, of which the others are subcommands.
@Command(
    name = "belady",
    description = "Trains click-through-rate models with huge embedding tables.",
    mixinStandardHelpOptions = true,
    version = "belady 0.1.0-SNAPSHOT")
public final class Belady implements Runnable {

  /// Runs the command line and ends the JVM with its exit code.
  ///
  /// @param arguments the words after `belady`
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Belady()).execute(arguments));
  }

  /// Prints the help: `belady` alone does nothing else.
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
