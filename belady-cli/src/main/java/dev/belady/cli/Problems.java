// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigException;
import dev.belady.data.DataException;
import dev.belady.kernel.KernelException;
import dev.belady.train.TrainingException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is said when a command fails, and the exit code. What the user can mend is told in a
/// sentence; a defect with all that helps to find it.
final class Problems implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        "belady: "
            + sentence(problem)
            + " (see "
            + command.getCommandSpec().qualifiedName()
            + " --help)");
    err.flush();
    return ExitCode.USER_ERROR;
  }

  @Override
  public int handleExecutionException(
      Exception problem, CommandLine command, ParseResult parseResult) {
    return report(problem, command.getErr());
  }

  /// Prints what went wrong and returns the exit code.
  static int report(Throwable problem, PrintWriter err) {
    int code;
    switch (problem) {
      case ConfigException _, DataException _, KernelException _, TrainingException _ -> {
        err.println("belady: " + problem.getMessage());
        code = ExitCode.USER_ERROR;
      }
      case OutOfMemoryError _ -> {
        err.println(
            "belady: out of memory: "
                + problem.getMessage()
                + " (give the JVM more, for example BELADY_OPTS=-Xmx16g)");
        code = ExitCode.FAILURE;
      }
      default -> {
        problem.printStackTrace(err);
        err.println(
            "belady: this is a defect, please report it with the lines above (belady "
                + Version.text()
                + ", Java "
                + Runtime.version()
                + ")");
        code = ExitCode.FAILURE;
      }
    }
    err.flush();
    return code;
  }

  private static String sentence(ParameterException problem) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      // What follows a wrong option is often unmatched only because of it.
      String first = unmatched.getUnmatched().getFirst();
      List<String> suggestions = unmatched.getSuggestions();
      return (first.startsWith("-") ? "Unknown option: " : "Unexpected argument: ")
          + first
          + (suggestions.isEmpty() ? "" : ", did you mean " + suggestions.getFirst() + "?");
    }
    return String.valueOf(problem.getMessage()).lines().findFirst().orElse("wrong usage");
  }
}
