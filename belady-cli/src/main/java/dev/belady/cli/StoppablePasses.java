// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.popularity.PassWatch;
import dev.belady.train.PassMeter;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Model.CommandSpec;

/// Passes over the data that take long: standard error says how far they are, and Ctrl-C ends them.
final class StoppablePasses implements AutoCloseable {
  private final AtomicBoolean stop = new AtomicBoolean();
  private final TextOutput text;
  private final Interrupts interrupts;

  private StoppablePasses(PrintWriter err, Terminal terminal) {
    this.text = new TextOutput(err, terminal, 0);
    this.interrupts = Interrupts.handle(() -> stop.set(true));
  }

  /// Begins, for a command.
  ///
  /// @param live whether to rewrite a line where there is a terminal
  static StoppablePasses begin(CommandSpec spec, boolean live) {
    return new StoppablePasses(
        spec.commandLine().getErr(), live ? Belady.terminal(spec) : Terminal.NONE);
  }

  /// What watches the passes; it ends them after Ctrl-C.
  PassWatch watch() {
    return new PassMeter(text, () -> !stop.get());
  }

  /// Says that Ctrl-C has ended a pass.
  ///
  /// @return the exit code
  static int stopped(CommandSpec spec) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("belady: stopped; nothing was written");
    err.flush();
    return ExitCode.INTERRUPTED;
  }

  /// Gives Ctrl-C its former meaning back.
  @Override
  public void close() {
    interrupts.close();
    text.clear();
  }
}
