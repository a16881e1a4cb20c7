// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.MetricSpec;
import dev.belady.config.ModelConfig;
import dev.belady.config.SolverSpec;
import dev.belady.config.SolverSpec.RunLength;
import dev.belady.data.DataException;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.memory.ProcessMemory;
import dev.belady.metrics.MetricValue;
import dev.belady.train.TrainingEvent.Position;
import dev.belady.train.TrainingEvent.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// The whole run that the `solver` object of a configuration describes: learning rate, training,
/// progress, evaluations, snapshots, and the end by length, by AUC or on request.
///
/// One iteration: the next learning rate, one batch; then, when the iteration is a multiple of
/// their intervals, a snapshot and an evaluation. An evaluation whose AUC reaches the threshold of
/// the configuration ends the run. A run that ends by its length evaluates once more, unless its
/// last evaluation was of the same iteration. However it ends, the final model is saved.
public final class TrainingLoop {
  private final Session session;
  private final ModelConfig config;
  private final SolverSpec solver;
  private final TrainingListener listener;
  private final LearningRateScheduler schedule;
  private final ProgressMeter meter;
  private final AucWatch aucWatch = new AucWatch();
  private volatile boolean stopRequested;
  private List<MetricValue> lastMetrics = List.of();
  private long lastEvaluation = -1;
  private long lastSnapshot = -1;
  private boolean saving;
  private long iteration;

  /// A run of `session`, watched by `listener`.
  public TrainingLoop(Session session, TrainingListener listener) {
    this.session = session;
    this.config = session.config();
    this.solver = config.solver();
    this.listener = listener;
    this.schedule = session.learningRateScheduler();
    this.meter = new ProgressMeter(session);
  }

  /// Asks the run to end after the running batch. Any thread may call it.
  public void requestStop() {
    stopRequested = true;
  }

  /// Runs to the end.
  ///
  /// @throws dev.belady.data.DataException when data cannot be read
  /// @throws TrainingException when the loss is not finite
  public TrainingEvent.Finished run() throws InterruptedException {
    long embeddingBytes = embeddingBytes();
    session.requireReady();
    meter.start();
    iteration = session.model().step();
    try {
      session.startDataReading(new PassMeter(listener, () -> !stopRequested));
    } catch (CancellationException _) {
      return finished(Reason.INTERRUPTED);
    }
    listener.on(started(embeddingBytes));
    if (solver.evaluation().interval() > 0 && !session.hasEvaluation()) {
      warn(
          String.format(
              Locale.ROOT,
              "there are no evaluations, because eval_source is missing: eval_interval=%d",
              solver.evaluation().interval()));
    }
    meter.start();
    HotStatistics hot = session.hotStatistics();
    if (hot != null) {
      listener.on(new TrainingEvent.HotRowsUsed(iteration, hot.beforeUse()));
    }
    Reason reason = trainAndEvaluate();
    TierStatistics statistics = session.tierStatistics();
    if (statistics != null) {
      listener.on(new TrainingEvent.RowsMoved(iteration, statistics, meter.totals()));
    }
    hot = session.hotStatistics();
    if (hot != null) {
      listener.on(new TrainingEvent.HotRowsUsed(iteration, hot));
    }
    saveFinalModel();
    if (session.skippedRecords() > 0) {
      warn(
          String.format(
              Locale.ROOT,
              "bad records were skipped: skipped=%d, skip_bad_records=%d",
              session.skippedRecords(),
              config.belady().skipBadRecords()));
    }
    listener.on(
        new TrainingEvent.MemoryUsed(
            iteration, session.predictedMemory().total(), ProcessMemory.peak()));
    return finished(reason);
  }

  private TrainingEvent.Finished finished(Reason reason) {
    TrainingEvent.Finished finished =
        new TrainingEvent.Finished(
            reason, iteration, lastMetrics, session.bestReachableAuc(), meter.secondsElapsed());
    listener.on(finished);
    return finished;
  }

  /// Bad data or a loss that is not finite ends the run, but the work is not lost: the model of the
  /// last whole iteration is saved.
  private Reason trainAndEvaluate() throws InterruptedException {
    try {
      Reason reason = trainToTheEnd();
      if (reason == Reason.COMPLETED && session.hasEvaluation() && lastEvaluation != iteration) {
        evaluate();
      }
      return reason;
    } catch (DataException | TrainingException e) {
      saveAfter(e);
      throw e;
    }
  }

  private void saveAfter(RuntimeException end) {
    if (saving) {
      return; // It is what failed.
    }
    try {
      saveFinalModel();
    } catch (DataException second) {
      end.addSuppressed(second);
      warn("the model of iteration " + iteration + " was not saved: " + second.getMessage());
    }
  }

  private void saveFinalModel() {
    if (config.belady().saveFinalModel() && iteration > 0 && lastSnapshot != iteration) {
      save();
    }
  }

  private Reason trainToTheEnd() throws InterruptedException {
    long end =
        solver.length() instanceof RunLength.Iterations iterations
            ? iterations.count()
            : Long.MAX_VALUE;
    while (iteration < end) {
      if (stopRequested) {
        return Reason.INTERRUPTED;
      }
      session.setLearningRate(schedule.next());
      if (!session.train()) {
        requireSamples();
        return Reason.COMPLETED;
      }
      iteration++;
      passWarningsOn();
      passPhasesOn();
      reportProgress();
      if (isMultiple(solver.snapshot().interval())) {
        save();
      }
      boolean due =
          session.needsEvaluation()
              || (session.hasEvaluation() && isMultiple(solver.evaluation().interval()));
      if (due && evaluate()) {
        return Reason.AUC_REACHED;
      }
    }
    return Reason.COMPLETED;
  }

  private void requireSamples() {
    if (session.samplesTrained() == 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the training data has no samples: source='%s' (layers[0], %s)",
              config.data().train().path(),
              config.file()));
    }
  }

  private boolean isMultiple(long interval) {
    return interval > 0 && iteration % interval == 0;
  }

  private void reportProgress() {
    boolean display = isMultiple(solver.display());
    if (display || meter.isDue()) {
      listener.on(meter.progress(position(), samplesOfRun(), schedule.current()));
    }
  }

  private Position position() {
    long samples = session.samplesTrained();
    return switch (solver.length()) {
      case RunLength.Iterations length -> Position.ofIterations(iteration, length.count(), samples);
      case RunLength.Epochs length -> {
        long perEpoch = session.samplesOfEpoch().orElse(Long.MAX_VALUE);
        int epoch = (int) Math.min(length.count(), 1 + Math.max(0, samples - 1) / perEpoch);
        yield new Position(iteration, 0, samples, epoch, length.count());
      }
    };
  }

  /// The samples that the whole run trains; empty where nobody knows.
  private OptionalLong samplesOfRun() {
    return switch (solver.length()) {
      case RunLength.Iterations length ->
          OptionalLong.of(Math.multiplyExact(length.count(), (long) solver.batchSize()));
      case RunLength.Epochs length ->
          session.samplesOfEpoch().isPresent()
              ? OptionalLong.of(session.samplesOfEpoch().getAsLong() * length.count())
              : OptionalLong.empty();
    };
  }

  /// What the tables hold; asked before a pipeline makes rows.
  private long embeddingBytes() {
    long bytes = 0;
    for (EmbeddingTable table : session.model().tables()) {
      bytes += table.arena().sizeBytes();
    }
    return bytes;
  }

  private TrainingEvent.Started started(long embeddingBytes) {
    return new TrainingEvent.Started(
        config.file(),
        String.format(
            Locale.ROOT,
            "%d %s, %d layers, loss %s",
            config.embeddings().size(),
            config.embeddings().size() == 1 ? "table" : "tables",
            config.layers().size(),
            config.loss().type()),
        session.model().parameters().length,
        embeddingBytes,
        solver.batchSize(),
        session.threads(),
        session.kernelProvider(),
        session.notices());
  }

  /// Evaluates and returns whether the AUC that ends the run was reached.
  private boolean evaluate() throws InterruptedException {
    meter.pause();
    long start = System.nanoTime();
    EvaluationResult result = session.evaluation();
    double seconds = (System.nanoTime() - start) * 1e-9;
    lastMetrics = result.metrics();
    lastEvaluation = iteration;
    listener.on(new TrainingEvent.Evaluated(iteration, result.metrics(), seconds));
    passWarningsOn();
    passPhasesOn();
    String warning = aucWatch.judge(result);
    if (warning != null) {
      warn(warning);
    }
    meter.resume();
    return aucReached(result);
  }

  private boolean aucReached(EvaluationResult result) {
    for (int i = 0; i < result.metrics().size(); i++) {
      MetricSpec spec = solver.evaluation().metrics().get(i);
      if (spec.kind() == MetricSpec.Kind.AUC
          && result.metrics().get(i).value() >= spec.threshold()) {
        return true;
      }
    }
    return false;
  }

  private void save() {
    meter.pause();
    saving = true;
    List<Path> files = session.save(solver.snapshot().prefix());
    saving = false;
    lastSnapshot = iteration;
    listener.on(new TrainingEvent.Saved(iteration, files));
    meter.resume();
  }

  private void passWarningsOn() {
    session.takeWarnings().forEach(this::warn);
  }

  private void passPhasesOn() {
    for (PhaseEnd end : session.takePhases()) {
      listener.on(new TrainingEvent.PhaseTrained(iteration, end));
    }
  }

  private void warn(@Nullable String text) {
    if (text != null) {
      listener.on(new TrainingEvent.Warning(text));
    }
  }
}
