// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.report.Figures;
import dev.belady.train.LookProgress;
import java.io.PrintWriter;

/// Tells on a terminal, in a line that is rewritten, how far a look at the data is, if it takes
/// longer than a moment.
final class LookLine implements LookProgress {
  private static final long NANOS_BEFORE = 2_000_000_000;
  private static final long NANOS_BETWEEN = 200_000_000;

  private final PrintWriter out;
  private final Terminal terminal;
  private final long start = System.nanoTime();
  private long lastPrint = start + NANOS_BEFORE - NANOS_BETWEEN;
  private boolean onScreen;

  LookLine(PrintWriter out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void at(String what, long samples, long expected) {
    long now = System.nanoTime();
    if (!terminal.interactive() || now - lastPrint < NANOS_BETWEEN) {
      return;
    }
    lastPrint = now;
    String text = text(what, samples, expected);
    out.print("\r\u001b[K" + text.substring(0, Math.min(text.length(), terminal.columns() - 1)));
    out.flush();
    onScreen = true;
  }

  /// The line.
  static String text(String what, long samples, long expected) {
    String line = "reading " + what + ": " + Figures.grouped(samples);
    return expected == Long.MAX_VALUE
        ? line + " samples"
        : line
            + "/"
            + Figures.grouped(expected)
            + " samples, "
            + (int) (100.0 * samples / expected)
            + "%";
  }

  /// Removes the line, so that something else can be printed.
  @Override
  public void end() {
    if (onScreen) {
      out.print("\r\u001b[K");
      out.flush();
      onScreen = false;
    }
  }
}
