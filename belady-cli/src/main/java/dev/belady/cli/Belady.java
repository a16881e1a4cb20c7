// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The `belady` command, of which the others are subcommands.
@Command(
    name = "belady",
    description = "Trains click-through-rate models with huge embedding tables.",
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      GenerateCommand.class,
      CheckCommand.class,
      PlanCommand.class,
      ProfileCommand.class,
      PackCommand.class,
      SimulateCommand.class
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  belady check examples/dlrm.json",
      "  belady train examples/dlrm.json",
      "  belady train --help"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:all went well",
      "  1:a defect of Belady or of the machine",
      "  2:an option, the configuration or the data is wrong; one sentence says what",
      "130:stopped by Ctrl-C or kill; a training saves its model first"
    })
public final class Belady implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  private final Terminal terminal;

  private Belady(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Runs the command line and ends the JVM with its exit code.
  ///
  /// @param arguments the words after `belady`
  public static void main(String[] arguments) {
    System.exit(run(commandLine(Terminal.detect(System.getenv())), arguments));
  }

  private static int run(CommandLine command, String[] arguments) {
    try {
      return command.execute(arguments);
    } catch (Error problem) { // picocli hands exceptions to Problems, but no errors.
      return Problems.report(problem, command.getErr());
    }
  }

  /// The command with its subcommands.
  static CommandLine commandLine(Terminal terminal) {
    Problems problems = new Problems();
    return new CommandLine(new Belady(terminal))
        .setParameterExceptionHandler(problems)
        .setExecutionExceptionHandler(problems)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(Math.clamp(terminal.columns(), 60, 100))
        .setUsageHelpLongOptionsMaxWidth(30)
        .setColorScheme(Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
  }

  /// What the command that `spec` belongs to writes to.
  static Terminal terminal(CommandSpec spec) {
    return ((Belady) spec.root().userObject()).terminal;
  }

  /// Prints the help: `belady` alone does nothing else.
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
