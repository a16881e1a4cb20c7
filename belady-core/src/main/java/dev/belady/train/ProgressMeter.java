// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.train.TrainingEvent.Position;
import java.util.OptionalLong;

/// The clock of a run: training speed without evaluations and snapshots, the part of it that went
/// into waiting for data, and an estimate of what is left.
final class ProgressMeter {
  private static final long DUE_NANOS = 200_000_000;

  private final Session session;
  private long runStart;
  private long runSamples;
  private long pausedNanos;
  private long pauseStart;
  private long lastTime;
  private long lastPausedNanos;
  private long lastSamples;
  private long lastWaitNanos;

  /// A clock for the run of a session.
  ProgressMeter(Session session) {
    this.session = session;
  }

  /// Starts the clock.
  void start() {
    runStart = System.nanoTime();
    runSamples = session.samplesTrained();
    lastTime = runStart;
    lastSamples = runSamples;
  }

  /// Stops counting time as training.
  void pause() {
    pauseStart = System.nanoTime();
  }

  /// Goes on counting.
  void resume() {
    pausedNanos += System.nanoTime() - pauseStart;
  }

  /// Whether the last progress was long enough ago for another one.
  boolean isDue() {
    return System.nanoTime() - lastTime >= DUE_NANOS;
  }

  /// Seconds since the start, everything counted.
  double secondsElapsed() {
    return (System.nanoTime() - runStart) * 1e-9;
  }

  /// The state of the run since the last call.
  ///
  /// @param samplesOfRun what the whole run trains, where that is known
  TrainingEvent.Progress progress(
      Position position, OptionalLong samplesOfRun, double learningRate) {
    long now = System.nanoTime();
    long paused = pausedNanos;
    double seconds = Math.max(1e-9, (now - lastTime - (paused - lastPausedNanos)) * 1e-9);
    long samples = session.samplesTrained();
    long wait = session.dataWaitNanos();
    double speed = (samples - lastSamples) / seconds;
    double waitFraction = Math.clamp((wait - lastWaitNanos) * 1e-9 / seconds, 0.0, 1.0);
    double trainedSeconds = trainedSeconds(now);
    double left =
        samplesOfRun.isPresent()
            ? (samplesOfRun.getAsLong() - samples)
                * trainedSeconds
                / Math.max(1, samples - runSamples)
            : Double.NaN;
    lastTime = now;
    lastPausedNanos = paused;
    lastSamples = samples;
    lastWaitNanos = wait;
    return new TrainingEvent.Progress(
        position,
        session.currentLoss(),
        learningRate,
        speed,
        waitFraction,
        (now - runStart) * 1e-9,
        left,
        new TrainingTotals(trainedSeconds, session.stalls(), session.tierStatistics()));
  }

  /// Time, waits and moved rows since the start.
  TrainingTotals totals() {
    return new TrainingTotals(
        trainedSeconds(System.nanoTime()), session.stalls(), session.tierStatistics());
  }

  private double trainedSeconds(long now) {
    return Math.max(1e-9, (now - runStart - pausedNanos) * 1e-9);
  }
}
