// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import java.io.Console;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the command's output goes to.
///
/// @param interactive whether somebody watches, so that a line may be rewritten
/// @param columns characters of a line
/// @param colour whether colours are wanted
record Terminal(boolean interactive, int columns, boolean colour) {
  private static final int DEFAULT_COLUMNS = 80;
  private static final int LEAST_COLUMNS = 20;

  /// A file or a pipe.
  static final Terminal NONE = new Terminal(false, DEFAULT_COLUMNS, false);

  /// Asks the system. Colours are off where `NO_COLOR` is set (no-color.org) or the terminal is
  /// `dumb`.
  // Error Prone knows JDK 22; since 25 there is no console again where nobody watches.
  @SuppressWarnings("SystemConsoleNull")
  static Terminal detect(Map<String, String> environment) {
    @Nullable Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return NONE;
    }
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean colour = !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(!dumb, columns(environment), colour);
  }

  private static int columns(Map<String, String> environment) {
    int columns = number(environment.getOrDefault("COLUMNS", ""));
    return Math.max(LEAST_COLUMNS, columns > 0 ? columns : askedColumns());
  }

  /// What `stty size` says of the terminal on standard input, or the default.
  private static int askedColumns() {
    try {
      Process process =
          new ProcessBuilder("stty", "size")
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        process.destroy();
      }
      int columns = number(answer.strip().replaceFirst("^\\d+ ", ""));
      return columns > 0 ? columns : DEFAULT_COLUMNS;
    } catch (IOException _) {
      // No such program: not a Unix.
      return DEFAULT_COLUMNS;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return DEFAULT_COLUMNS;
    }
  }

  private static int number(String text) {
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
  }
}
