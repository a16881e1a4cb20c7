// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigException;
import dev.belady.data.DataException;
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
            + firstLine(String.valueOf(problem.getMessage()))
            + suggestion(problem)
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
      case ConfigException _, DataException _, TrainingException _ -> {
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

  private static String suggestion(ParameterException problem) {
    if (!(problem instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> suggestions = unmatched.getSuggestions();
    return suggestions.isEmpty() ? "" : ", did you mean " + suggestions.getFirst() + "?";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("wrong usage");
  }
}
