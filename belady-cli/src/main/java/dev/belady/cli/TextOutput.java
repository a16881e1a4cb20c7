// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.metrics.MetricValue;
import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingEvent.DataPassed;
import dev.belady.train.TrainingEvent.Evaluated;
import dev.belady.train.TrainingEvent.Finished;
import dev.belady.train.TrainingEvent.HotRowsUsed;
import dev.belady.train.TrainingEvent.MemoryUsed;
import dev.belady.train.TrainingEvent.PhaseTrained;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingEvent.RowsMoved;
import dev.belady.train.TrainingEvent.Saved;
import dev.belady.train.TrainingEvent.Started;
import dev.belady.train.TrainingEvent.Warning;
import dev.belady.train.TrainingListener;
import dev.belady.train.TrainingTotals;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/// Tells people how a run goes: on a terminal with one line that is rewritten, elsewhere with a
/// line every `display` iterations. The signal thread may print between two events.
final class TextOutput implements TrainingListener {
  private final PrintWriter out;
  private final Terminal terminal;
  private final int display;
  private final PassClock passClock = new PassClock();
  private int lineOnScreen;
  private double lastAuc = Double.NaN;
  private long lastIteration;
  private double lastSeconds;
  private TrainingTotals lastTotals = TrainingTotals.NONE;
  private TrainingTotals totalsOnScreen = TrainingTotals.NONE;
  private @Nullable Saved lastSaved;

  /// @param out where to
  /// @param display iterations between two lines of a log; 0 for none
  TextOutput(PrintWriter out, Terminal terminal, int display) {
    this(out, terminal, display, 0);
  }

  /// @param firstIteration the iteration that the run goes on behind; 0 for a new model
  TextOutput(PrintWriter out, Terminal terminal, int display, long firstIteration) {
    this.lastIteration = firstIteration;
    this.out = out;
    this.terminal = terminal;
    this.display = display;
  }

  @Override
  public synchronized void on(TrainingEvent event) {
    switch (event) {
      case Started started -> EventLines.started(started).forEach(this::line);
      case Progress progress -> progress(progress);
      case Evaluated evaluated -> {
        for (MetricValue metric : evaluated.metrics()) {
          lastAuc = metric.name().equals("AUC") ? metric.value() : lastAuc;
        }
        line(EventLines.evaluated(evaluated));
      }
      case Warning warning -> line("warning: " + warning.text());
      case Saved saved -> {
        lastSaved = saved;
        line(EventLines.saved(saved));
      }
      case DataPassed passed -> dataPassed(passed);
      case PhaseTrained phase -> EventLines.phase(phase).ifPresent(this::line);
      case MemoryUsed _ -> {}
      case RowsMoved moved -> TierLines.ended(moved).forEach(this::line);
      case HotRowsUsed used -> {
        line(used.statistics().describe());
        used.statistics().notices().forEach(notice -> line("notice: " + notice));
      }
      case Finished finished -> EventLines.finished(finished, lastSaved).forEach(this::line);
    }
  }

  /// Prints a line of its own.
  synchronized void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /// Removes the line that is rewritten, so that something else can be printed.
  synchronized void clear() {
    if (lineOnScreen > 0) {
      out.print("\r" + " ".repeat(lineOnScreen) + "\r");
      out.flush();
      lineOnScreen = 0;
    }
  }

  private void rewrite(String line) {
    out.print("\r" + line + " ".repeat(Math.max(0, lineOnScreen - line.length())));
    out.flush();
    lineOnScreen = line.length();
  }

  private void dataPassed(DataPassed passed) {
    String line = EventLines.dataPassed(passed);
    if (terminal.interactive()) {
      rewrite(line.substring(0, Math.min(line.length(), terminal.columns() - 1)));
    } else if (passClock.isDue(passed)) {
      line(line);
    }
  }

  private void progress(Progress progress) {
    if (terminal.interactive()) {
      TrainingTotals recent = progress.totals().since(totalsOnScreen);
      totalsOnScreen = progress.totals();
      rewrite(ProgressLine.of(progress, recent, lastAuc, terminal.columns()));
    } else if (display > 0 && progress.iteration() % display == 0) {
      line(
          EventLines.iteration(
              progress,
              progress.totals().since(lastTotals),
              progress.iteration() - lastIteration,
              progress.secondsElapsed() - lastSeconds));
      lastTotals = progress.totals();
      lastIteration = progress.iteration();
      lastSeconds = progress.secondsElapsed();
    }
  }
}
