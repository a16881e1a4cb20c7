// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;

/// A listener that keeps one HTML page about the run: curves, figures, configuration, environment.
///
/// The page needs nothing else: no network, no other file. It is written when the run starts, after
/// each evaluation, every half minute and at the end; each time it replaces the old one at once, so
/// that a browser never sees half of it. Memory stays bounded however long the run is.
public final class RunReport implements TrainingListener {
  private static final double SECONDS_BETWEEN_WRITES = 30;

  private final Path file;
  private final List<FactTable> tables;
  private final Consumer<String> problems;
  private final RunRecord record = new RunRecord();
  private double lastWriteSeconds;
  private boolean failed;

  /// A report that nothing was written of yet.
  ///
  /// @param file the page; folders that are missing are made
  /// @param tables what the run's events do not tell, such as configuration and environment
  /// @param problems gets one sentence when the page cannot be written: a run of many hours goes on
  ///   without its report, and says so once
  public RunReport(Path file, List<FactTable> tables, Consumer<String> problems) {
    this.file = file.toAbsolutePath();
    this.tables = List.copyOf(tables);
    this.problems = problems;
  }

  /// The page.
  public Path file() {
    return file;
  }

  @Override
  public void on(TrainingEvent event) {
    record.add(event);
    switch (event) {
      case TrainingEvent.Progress progress -> {
        if (progress.secondsElapsed() - lastWriteSeconds >= SECONDS_BETWEEN_WRITES) {
          lastWriteSeconds = progress.secondsElapsed();
          write();
        }
      }
      case TrainingEvent.Started _, TrainingEvent.Evaluated _, TrainingEvent.Finished _ -> write();
      case TrainingEvent.Warning _,
          TrainingEvent.Saved _,
          TrainingEvent.RowsMoved _,
          TrainingEvent.MemoryUsed _,
          TrainingEvent.DataPassed _,
          TrainingEvent.PhaseTrained _,
          TrainingEvent.HotRowsUsed _ -> {}
    }
  }

  private void write() {
    try {
      Files.createDirectories(file.getParent());
      Path next = file.resolveSibling(file.getFileName() + ".part");
      Files.writeString(next, new ReportPage(record, tables).html());
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        problems.accept("the report cannot be written: " + e + " (" + file + ")");
      }
    }
  }
}
