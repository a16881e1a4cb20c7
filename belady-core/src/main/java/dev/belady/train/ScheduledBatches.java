// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.config.PopularitySpec.Schedule;
import dev.belady.config.SolverSpec.RunLength;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.data.BatchStream;
import dev.belady.data.DataException;
import dev.belady.data.ReadPosition;
import dev.belady.data.ReaderOptions;
import dev.belady.data.SampleSource;
import dev.belady.popularity.RateSchedule;
import dev.belady.popularity.RateSchedule.RateChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Batches of hot and of cold inputs, in phases that follow a [RateSchedule].
///
/// Each kind has a reader of its own. Every pass ends with the partial batches of both kinds;
/// nothing is dropped. The planner thread takes batches. With adaptation it cannot know how long
/// the next round is before the model of this one has been evaluated: then it waits for [#decide],
/// which the trainer's thread calls. A run whose losses are known follows them and waits for
/// nobody.
final class ScheduledBatches implements BatchStream {
  /// The reader of one kind of batches and how far it is.
  private static final class Kind {
    private final SampleSource source;
    private final long batchesOfPass;
    private long taken;
    private @Nullable BatchReader reader;

    Kind(SampleSource source, int batchSize) {
      this.source = source;
      this.batchesOfPass = Math.ceilDiv(source.sampleCount().orElseThrow(), (long) batchSize);
    }

    long samples(long batches, int batchSize) {
      return Math.min(batches * batchSize, source.sampleCount().orElseThrow());
    }
  }

  private final ReaderOptions options;
  private final long passes;
  private final boolean adapts;
  private final Kind cold;
  private final Kind hot;
  private final RateSchedule schedule;
  private final ScheduleLog log;
  private final ConcurrentLinkedQueue<PhaseEnd> phaseEnds = new ConcurrentLinkedQueue<>();
  private final Semaphore decided = new Semaphore(0);
  private final Deque<Long> phases = new ArrayDeque<>();

  /// Batches of hot inputs that were not given back yet.
  private final Set<Batch> lent = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  // Where the thread that takes is.
  private long pass = -1;
  private boolean passEnds = true;
  private boolean inHot;
  private long batchesOfPhase;
  private long leftInPhase;
  private long samplesOfPass;
  private long total;
  private boolean undecided;

  /// Goes to where a run left off.
  ///
  /// @param log the losses that are known; others are added to it
  /// @param start where to begin
  /// @throws DataException when the data cannot be read, or the log lacks a loss before the start
  ScheduledBatches(ModelConfig config, HotAndCold data, ScheduleLog log, ReadPosition start) {
    this.options = Readers.trainOptions(config);
    this.passes =
        config.solver().length() instanceof RunLength.Epochs epochs
            ? epochs.count()
            : Long.MAX_VALUE;
    this.log = log;
    this.cold = new Kind(data.cold(), options.batchSize());
    this.hot = new Kind(data.hot(), options.batchSize());
    PopularitySpec spec = config.belady().popularity().orElseThrow();
    this.adapts = spec.schedule() == Schedule.FAE;
    this.schedule = new RateSchedule(cold.batchesOfPass, hot.batchesOfPass, spec.rate());
    goTo(start.total());
  }

  /// Passes over the phases before `samples` as they were trained.
  private void goTo(long samples) {
    while (total < samples && nextPhase()) {
      Kind kind = inHot ? hot : cold;
      int size = options.batchSize();
      long before = kind.samples(kind.taken, size);
      while (leftInPhase > 0 && total + kind.samples(kind.taken + 1, size) - before <= samples) {
        kind.taken++;
        advance(kind.samples(kind.taken, size) - before);
        before = kind.samples(kind.taken, size);
      }
      if (leftInPhase > 0 && total < samples) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "a snapshot must lie between two batches of the schedule: samples=%d, batch ends at"
                    + " %d (%s)",
                samples,
                total,
                log.file()));
      }
      if (leftInPhase > 0) {
        return;
      }
    }
  }

  /// Notes that a batch has been taken.
  private void advance(long samples) {
    leftInPhase--;
    samplesOfPass += samples;
    total += samples;
    if (leftInPhase == 0) {
      boolean endsRound = phases.isEmpty();
      int rate = schedule.rate();
      Double loss = log.knownLoss(total);
      RateChange change = adapts && endsRound && loss != null ? schedule.evaluated(loss) : null;
      undecided = adapts && endsRound && loss == null;
      phaseEnds.add(
          new PhaseEnd(total, pass, inHot, batchesOfPhase, rate, endsRound, loss, change));
    }
  }

  /// Begins the next phase that has batches; false behind the last pass.
  private boolean nextPhase() {
    if (leftInPhase > 0) {
      return true;
    }
    if (undecided) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the log of a schedule must have the losses of the run up to the snapshot: samples=%d"
                  + " (%s)",
              total,
              log.file()));
    }
    if (phases.isEmpty()) {
      if (passEnds) {
        if (pass + 1 == passes) {
          return false;
        }
        pass++;
        samplesOfPass = 0;
        cold.taken = 0;
        hot.taken = 0;
      }
      RateSchedule.Round round = schedule.nextRound();
      passEnds = round.endsPass();
      if (round.cold() > 0) {
        phases.add(round.cold());
      }
      if (round.hot() > 0) {
        phases.add(-round.hot());
      }
    }
    long batches = phases.remove();
    inHot = batches < 0;
    batchesOfPhase = Math.abs(batches);
    leftInPhase = batchesOfPhase;
    return true;
  }

  @Override
  public @Nullable Batch take() throws InterruptedException {
    if (undecided) {
      decided.acquire();
      undecided = false;
    }
    if (closed || !nextPhase()) {
      return null;
    }
    Kind kind = inHot ? hot : cold;
    BatchReader reader = reader(kind);
    Batch batch = reader == null ? null : reader.take();
    if (batch == null && closed) {
      return null;
    }
    requireExpected(kind, batch == null ? 0 : batch.size());
    if (batch == null) {
      throw new AssertionError("no batch has no samples");
    }
    if (inHot) {
      lent.add(batch);
    }
    kind.taken++;
    batch.setFirstSample(total);
    boolean endsPass = leftInPhase == 1 && phases.isEmpty() && passEnds;
    advance(batch.size());
    batch.setResumeAt(
        endsPass
            ? new ReadPosition(pass + 1, 0, total)
            : new ReadPosition(pass, samplesOfPass, total));
    return batch;
  }

  /// What was counted before must still be there, or samples would be lost or trained twice.
  private void requireExpected(Kind kind, int samples) {
    int size = options.batchSize();
    long expected = kind.samples(kind.taken + 1, size) - kind.samples(kind.taken, size);
    if (samples != expected) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the data must stay as it is while it is trained: %s samples of a batch=%d, when they"
                  + " were counted=%d (pass %d)",
              inHot ? "hot" : "cold",
              samples,
              expected,
              pass + 1));
    }
  }

  /// The reader of a kind, started when it is first asked for; null when it was not started before
  /// [#close()].
  private synchronized @Nullable BatchReader reader(Kind kind) {
    BatchReader reader = kind.reader;
    if (reader == null && !closed) {
      long sample = kind.samples(kind.taken, options.batchSize());
      // Passes that end, each with a batch of what is left, even where the run counts iterations.
      ReaderOptions ofKind =
          options
              .withEpochs(Math.min(passes, ReaderOptions.REPEAT - 1))
              .startingAt(new ReadPosition(pass, sample, 0));
      reader = BatchReader.start(kind.source, ofKind);
      kind.reader = reader;
    }
    return reader;
  }

  @Override
  public boolean waitsForTraining() {
    return undecided;
  }

  /// The end of a phase that the trainer has reached; null when it is in the middle of one.
  ///
  /// @param samples the samples that it has trained
  @Nullable PhaseEnd reached(long samples) {
    PhaseEnd end = phaseEnds.peek();
    while (end != null && end.samples() < samples) {
      phaseEnds.remove();
      end = phaseEnds.peek();
    }
    if (end == null || end.samples() > samples) {
      return null;
    }
    phaseEnds.remove();
    return end;
  }

  /// Whether the schedule follows the losses at the ends of its phases.
  boolean adapts() {
    return adapts;
  }

  /// The run log.
  ScheduleLog log() {
    return log;
  }

  /// Decides on the rate of the next round and lets the thread that takes go on, which has waited
  /// since it took the last batch of this one.
  ///
  /// @param loss the loss at the end of the round
  RateChange decide(double loss) {
    RateChange change = schedule.evaluated(loss);
    decided.release();
    return change;
  }

  @Override
  public void recycle(Batch batch) {
    BatchReader reader = reader(lent.remove(batch) ? hot : cold);
    if (reader != null) {
      reader.recycle(batch);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true; // From here on no reader is started.
    }
    for (Kind kind : List.of(cold, hot)) {
      BatchReader reader = reader(kind);
      if (reader != null) {
        reader.close();
      }
    }
  }
}
