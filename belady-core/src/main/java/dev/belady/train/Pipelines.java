// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.MemoryBudget;
import dev.belady.data.BatchStream;
import dev.belady.model.Model;
import dev.belady.popularity.HotSet;
import dev.belady.tier.BatchGate;
import dev.belady.tier.FramedRows;
import dev.belady.tier.Mover;
import dev.belady.tier.StallClock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Starts the threads between the reader and the trainer, as the configuration of a model wants
/// them.
final class Pipelines {
  private Pipelines() {}

  /// Starts them, and closes the reader when that fails.
  ///
  /// @param reader the batches; closed with the pipeline
  /// @param hot the hot rows
  /// @param size how much the run reads
  /// @param samples the samples that it goes on behind
  /// @param notices hears what a user should know before the first batch
  static TrainingBatches start(
      Model model,
      BatchResolver resolver,
      BatchStream reader,
      HotTier hot,
      RunSize size,
      long samples,
      Consumer<String> notices) {
    Optional<MemoryBudget> budget = model.config().belady().memory();
    try {
      if (budget.isPresent()) {
        FrameBudget frames = new FrameBudget(model.config(), budget.get(), model.tables());
        HotSet hotSet = hot.hotSet();
        frames.mayBeTooSmall(size, hotSet == null ? 0 : hotSet.bytes()).ifPresent(notices);
        PlanLogs logs =
            PlanLogs.open(
                model.config(), budget.get(), frames.depth(), model.tables(), hotSet, samples);
        return framed(model, resolver, reader, hot, frames, budget.get().threads(), logs);
      }
      hot.layOut(model);
      return new ResolvePipeline(reader, resolver, hot, Session.RESOLVED_AHEAD);
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private static FramedPipeline framed(
      Model model,
      BatchResolver resolver,
      BatchStream reader,
      HotTier hot,
      FrameBudget frames,
      int ioThreads,
      PlanLogs logs) {
    List<FramedRows> rows = model.tables().stream().map(FramePlanner::rows).toList();
    BatchGate gate = new BatchGate();
    StallClock stalls = new StallClock();
    Mover mover = new Mover(rows, ioThreads, gate, stalls);
    return new FramedPipeline(reader, resolver, frames, hot, mover, gate, stalls, logs);
  }
}
