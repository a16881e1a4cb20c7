// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.metrics.MetricValue;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What happens during a run, in this order: one [Started], then any of the others, then one
/// [Finished]. A run that fails has no [Finished]; it throws.
///
/// Iterations count batches from 1: after the first batch the iteration is 1.
public sealed interface TrainingEvent {

  /// Everything is opened; the first batch is next.
  ///
  /// @param file the configuration
  /// @param model the model in one line, for example `3 tables, 12 layers, loss
  ///   BinaryCrossEntropyLoss`
  /// @param denseParameters trainable numbers of the dense network
  /// @param embeddingBytes bytes that the tables hold now, with optimizer state; tables grow as
  ///   rows are touched
  /// @param batchSize samples of one training batch
  /// @param threads threads that compute
  /// @param kernels the provider of the float operators and why it was chosen
  /// @param notices one sentence for each thing of the configuration that is ignored
  record Started(
      String file,
      String model,
      long denseParameters,
      long embeddingBytes,
      int batchSize,
      int threads,
      String kernels,
      List<String> notices)
      implements TrainingEvent {
    /// Copies the list.
    public Started {
      notices = List.copyOf(notices);
    }
  }

  /// A batch was trained. Sent after every batch whose iteration is a multiple of `display`, and in
  /// between about five times a second.
  ///
  /// @param position how far the run is
  /// @param loss mean loss of the batch, with the regularizer
  /// @param learningRate learning rate of the batch
  /// @param samplesPerSecond training speed since the last progress event, evaluations and
  ///   snapshots not counted
  /// @param dataWaitFraction the part of that time, 0 to 1, in which training waited for data
  /// @param secondsElapsed seconds since the start, everything counted
  /// @param secondsLeft an estimate; NaN where nothing is known yet
  /// @param totals time, waits and moved rows since this run began
  record Progress(
      Position position,
      double loss,
      double learningRate,
      double samplesPerSecond,
      double dataWaitFraction,
      double secondsElapsed,
      double secondsLeft,
      TrainingTotals totals)
      implements TrainingEvent {
    /// Batches trained.
    public long iteration() {
      return position.iteration();
    }
  }

  /// How far a run is.
  ///
  /// @param iteration batches trained
  /// @param iterations batches of the whole run; 0 where only the epochs are known
  /// @param samples samples trained
  /// @param epoch the current pass over the data set, from 1; 0 for a run that counts iterations
  /// @param epochs passes of the whole run; 0 for a run that counts iterations
  record Position(long iteration, long iterations, long samples, int epoch, int epochs) {
    /// A run that ends after a number of batches.
    public static Position ofIterations(long iteration, long iterations, long samples) {
      return new Position(iteration, iterations, samples, 0, 0);
    }
  }

  /// An evaluation is done.
  ///
  /// @param iteration batches trained before it
  /// @param metrics its values in the order of the configuration
  /// @param seconds how long it took
  record Evaluated(long iteration, List<MetricValue> metrics, double seconds)
      implements TrainingEvent {
    /// Copies the list.
    public Evaluated {
      metrics = List.copyOf(metrics);
    }
  }

  /// Something the user should know that does not stop the run.
  ///
  /// @param text one sentence without a full stop
  record Warning(String text) implements TrainingEvent {}

  /// The model lies on disk.
  ///
  /// @param iteration batches trained before
  /// @param files what was written
  record Saved(long iteration, List<Path> files) implements TrainingEvent {
    /// Copies the list.
    public Saved {
      files = List.copyOf(files);
    }
  }

  /// All batches of a run with a memory budget are trained.
  ///
  /// @param iteration batches trained
  /// @param statistics how rows moved between memory and the stores
  /// @param totals time and waits
  record RowsMoved(long iteration, TierStatistics statistics, TrainingTotals totals)
      implements TrainingEvent {}

  /// A phase of hot or of cold batches is trained, and, at the end of a round, the rate of the next
  /// decided on.
  ///
  /// @param iteration batches trained
  /// @param end what it was, and what was decided
  record PhaseTrained(long iteration, PhaseEnd end) implements TrainingEvent {}

  /// Before training a pass over the training set is under way, which finds hot rows or hot inputs.
  ///
  /// @param pass what is done, for example `counting accesses`
  /// @param samples samples read so far
  /// @param all samples of the whole pass, where that is known
  /// @param seconds seconds since the pass began
  record DataPassed(String pass, long samples, OptionalLong all, double seconds)
      implements TrainingEvent {}

  /// Hot rows are known, at the start of a run with `belady.popularity`, or have done their work,
  /// at its end.
  ///
  /// @param iteration batches trained
  /// @param statistics what there is of them, and which accesses were theirs
  record HotRowsUsed(long iteration, HotStatistics statistics) implements TrainingEvent {}

  /// All work is done but the end, so that the process has had the most memory that it will have.
  ///
  /// @param iteration batches trained
  /// @param predictedBytes what the formulas of `belady plan` say of a run with its batches and
  ///   rows
  /// @param peakBytes the most physical memory of the process; empty where the system does not tell
  record MemoryUsed(long iteration, long predictedBytes, OptionalLong peakBytes)
      implements TrainingEvent {}

  /// The run is over and its model, if wanted, saved.
  ///
  /// @param reason why it ended
  /// @param iteration batches trained
  /// @param metrics values of the last evaluation; empty when there was none
  /// @param bestReachableAuc the AUC of the model that made the data up; null where nobody knows
  /// @param seconds seconds since the start
  record Finished(
      Reason reason,
      long iteration,
      List<MetricValue> metrics,
      @Nullable Double bestReachableAuc,
      double seconds)
      implements TrainingEvent {
    /// Copies the list.
    public Finished {
      metrics = List.copyOf(metrics);
    }
  }

  /// Why a run ended.
  enum Reason {
    /// All iterations or epochs are done.
    COMPLETED,
    /// An evaluation reached the AUC that the configuration asks for.
    AUC_REACHED,
    /// Somebody asked it to stop.
    INTERRUPTED
  }
}
