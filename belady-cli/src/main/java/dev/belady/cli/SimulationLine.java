// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.report.Figures;
import dev.belady.simulate.SimulationProgress;
import java.io.PrintWriter;
import java.util.function.Consumer;

/// Tells on a terminal, in a line that is rewritten, how far a simulation is. The signal thread may
/// clear it between two batches.
final class SimulationLine implements Consumer<SimulationProgress> {
  private static final long NANOS_BETWEEN = 200_000_000;

  private final PrintWriter out;
  private final Terminal terminal;
  private int lineOnScreen;
  private int pass;
  private long passStart;
  private long lastPrint = System.nanoTime();

  SimulationLine(PrintWriter out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void accept(SimulationProgress progress) {
    if (!terminal.interactive()) {
      return;
    }
    long now = System.nanoTime();
    if (progress.pass() != pass) {
      pass = progress.pass();
      passStart = now;
    }
    if (now - lastPrint >= NANOS_BETWEEN) {
      lastPrint = now;
      print(text(progress, 1e-9 * (double) (now - passStart)));
    }
  }

  /// The line.
  ///
  /// @param seconds since the pass began
  static String text(SimulationProgress progress, double seconds) {
    StringBuilder line =
        new StringBuilder(progress.pass() == 1 ? "reading" : "simulating").append("  batch ");
    line.append(Figures.grouped(progress.batches()));
    if (progress.expectedBatches() > 0) {
      double part = (double) progress.batches() / (double) progress.expectedBatches();
      line.append('/').append(Figures.grouped(progress.expectedBatches()));
      line.append("  ").append((int) (100 * part)).append('%');
      if (seconds > 0) {
        line.append("  ").append(Figures.duration(seconds / part - seconds)).append(" left");
      }
    }
    if (seconds > 0) {
      line.append("  ").append(Figures.count((double) progress.lookups() / seconds));
      line.append(" keys/s");
    }
    return line.toString();
  }

  private synchronized void print(String text) {
    String line = text.substring(0, Math.min(text.length(), terminal.columns() - 1));
    out.print("\r" + line + " ".repeat(Math.max(0, lineOnScreen - line.length())));
    out.flush();
    lineOnScreen = line.length();
  }

  /// Removes the line, so that something else can be printed.
  synchronized void clear() {
    if (lineOnScreen > 0) {
      out.print("\r" + " ".repeat(lineOnScreen) + "\r");
      out.flush();
      lineOnScreen = 0;
    }
  }
}
