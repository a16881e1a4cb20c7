// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ConfigException;
import dev.belady.tier.Stalls;
import dev.belady.train.HotStatistics;
import dev.belady.train.Session;
import dev.belady.train.TierStatistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What one run of a contender has shown, in a session of its own: one pass over the data in which
/// rows are made, and then the passes that count.
///
/// @param prepareSeconds time from the start of data reading to the first batch: hot rows are
///   chosen, and hot inputs counted
/// @param seconds of the passes that count, evaluations left out
/// @param evaluationSeconds time of the evaluations in these passes
/// @param cpuSeconds processor time of the process in these passes and evaluations
/// @param samples trained in these passes
/// @param plannerSeconds processor time of the planner thread
/// @param moverSeconds processor time of the mover thread and of the threads of the stores
/// @param stalls what training waited for
/// @param used distinct rows of each batch, added up; 0 when all rows are in memory
/// @param missed those that were not in memory
/// @param upBytes bytes read from the stores
/// @param downBytes bytes written to them
/// @param hotAccesses the part of all accesses that went to hot rows
/// @param hotInputs the part of the inputs that are hot; 0 without a schedule
/// @param hash of the state at the end; 0 when nobody asked
record PopularityRun(
    double prepareSeconds,
    double seconds,
    double evaluationSeconds,
    double cpuSeconds,
    long samples,
    double plannerSeconds,
    double moverSeconds,
    Stalls stalls,
    long used,
    long missed,
    long upBytes,
    long downBytes,
    double hotAccesses,
    double hotInputs,
    long hash) {

  /// Runs a contender.
  ///
  /// @param hashed whether the state at the end is wanted
  /// @throws ConfigException when the budget is too small for a batch
  static PopularityRun of(
      PopularityOptions options, PopularityContender contender, Path data, boolean hashed)
      throws IOException, InterruptedException {
    ThreadTimes threads = new ThreadTimes();
    try (HeapRoom _ = new HeapRoom();
        Session session = Session.open(contender.config(options, data))) {
      long start = System.nanoTime();
      session.startDataReading();
      double prepare = seconds(start);
      Passes passes = new Passes(session);
      long pass = options.common().samples();
      passes.trainTo(pass);
      threads.started();
      Marks from = Marks.of(session, threads);
      passes.evaluationNanos = 0;
      start = System.nanoTime();
      passes.trainTo(pass * (1 + options.passes()));
      double evaluations = passes.evaluationNanos * 1e-9;
      double seconds = seconds(start) - evaluations;
      Marks to = Marks.of(session, threads);
      return new PopularityRun(
          prepare,
          seconds,
          evaluations,
          (to.cpuNanos() - from.cpuNanos()) * 1e-9,
          pass * options.passes(),
          (to.plannerNanos() - from.plannerNanos()) * 1e-9,
          (to.moverNanos() - from.moverNanos()) * 1e-9,
          to.stalls().since(from.stalls()),
          to.used() - from.used(),
          to.missed() - from.missed(),
          to.upBytes() - from.upBytes(),
          to.downBytes() - from.downBytes(),
          Optional.ofNullable(session.hotStatistics()).map(HotStatistics::hotFraction).orElse(0.0),
          contender.way().isScheduled()
              ? ScheduleFile.beside(contender.prefix(options)).hotInputs()
              : 0,
          hashed ? session.stateHash() : 0);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  /// Trains, and evaluates where the schedule asks for it.
  private static final class Passes {
    private final Session session;
    private long evaluationNanos;

    Passes(Session session) {
      this.session = session;
    }

    void trainTo(long samples) throws InterruptedException {
      while (session.samplesTrained() < samples) {
        session.train();
        if (session.needsEvaluation()) {
          long start = System.nanoTime();
          session.evaluation();
          evaluationNanos += System.nanoTime() - start;
        }
      }
    }
  }

  /// Counters at a moment.
  private record Marks(
      long cpuNanos,
      long plannerNanos,
      long moverNanos,
      Stalls stalls,
      long used,
      long missed,
      long upBytes,
      long downBytes) {
    static Marks of(Session session, ThreadTimes threads) {
      TierStatistics tiers = session.tierStatistics();
      return new Marks(
          ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos(),
          threads.nanos("belady-planner"),
          threads.nanos("belady-mover") + threads.nanos("belady-io"),
          session.stalls(),
          tiers == null ? 0 : tiers.uses().rows(),
          tiers == null ? 0 : tiers.uses().missedRows(),
          tiers == null ? 0 : tiers.moves().fetchedBytes(),
          tiers == null ? 0 : tiers.moves().writtenBytes());
    }
  }

  /// The part of the distinct rows of batches, 0 to 1, that were in memory.
  double hitRate() {
    return used == 0 ? 1 : 1 - (double) missed / used;
  }

  double samplesPerSecond() {
    return samples / seconds;
  }

  /// Processor time without that of evaluations, which are taken to use it as training does.
  double trainingCpuSeconds() {
    return cpuSeconds * seconds / (seconds + evaluationSeconds);
  }
}
