// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.ReadPosition;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.Split;
import dev.belady.popularity.HotColdCount;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.InputClassifier;
import dev.belady.popularity.PackedSource;
import dev.belady.popularity.PassWatch;
import dev.belady.popularity.RateSchedule.Decision;
import dev.belady.popularity.RateSchedule.RateChange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Schedules of hot and cold batches: every sample once in every pass; with and without a budget,
/// repeated, and gone on with after a stop, the same bits.
class ScheduledTrainingTest {
  private static final int SAMPLES = 1000;
  private static final int STEPS = 45;
  private static final String SGD = TieredModels.OPTIMIZERS.getFirst();
  private static final String ADA_GRAD = TieredModels.OPTIMIZERS.get(3);

  @TempDir private Path folder;

  private String json(int seed, String optimizer) {
    return TieredModels.json(new Random(seed), optimizer, 24 + seed % 9, 300)
        .replace("\"num_samples\":20000", "\"num_samples\":" + SAMPLES)
        .replace("\"nnz\":\"0-3\"", "\"nnz\":\"0-1\"");
  }

  /// Settings that give hot rows two fifths of the bytes of the rows that the data uses.
  private String[] settings(String json, String out, String... more) throws InterruptedException {
    String whole = "belady.popularity={\"sample_rate\":1,\"small_tables\":\"0B\"}";
    ModelConfig config = TieredModels.config(json, whole);
    long bytes = hotSet(config).bytes();
    List<String> all =
        new ArrayList<>(
            List.of(
                "solver.snapshot_prefix=" + folder.resolve(out) + "/",
                "belady.popularity.sample_rate=1",
                "belady.popularity.small_tables=0B",
                "belady.popularity.budget=" + bytes * 2 / 5 + "B"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  static IntStream seeds() {
    return IntStream.range(0, 8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySampleIsTrainedOnceInEveryPass(int seed) throws InterruptedException {
    String json = json(seed, SGD);
    ModelConfig config =
        TieredModels.config(
            json,
            settings(
                json,
                "packed",
                "belady.popularity.schedule=alternate",
                "belady.popularity.rate=" + (1 + new Random(seed).nextInt(100)),
                "belady.reader_threads=" + (1 + seed % 3),
                "belady.shuffle_window=" + (seed % 2 == 0 ? 0 : 200),
                "solver.max_iter=null",
                "solver.num_epochs=3"));
    HotSet hotSet = hotSet(config);
    InputClassifier classifier = HotSets.classifier(config, hotSet);
    HotAndCold data = data(config, source(config), hotSet);
    assertThat(data.hotSamples()).as("seed=%d", seed).isBetween(1L, SAMPLES - 1L);
    assertThat(data.hotSamples() + data.coldSamples()).isEqualTo(SAMPLES);
    try (ScheduledBatches batches = Schedules.open(config, data, null, ReadPosition.START)) {
      for (int pass = 0; pass < 3; pass++) {
        List<Long> numbers = new ArrayList<>();
        long last = 0;
        while (numbers.size() < SAMPLES) {
          Batch batch = batches.take();
          assertThat(batch).as("seed=%d", seed).isNotNull();
          boolean hot = classifier.isHot(batch, 0);
          for (int i = 0; i < batch.size(); i++) {
            assertThat(classifier.isHot(batch, i)).isEqualTo(hot);
            numbers.add(batch.sampleNumber(i));
          }
          last = batch.resumeAt().total();
          batches.recycle(batch);
        }
        assertThat(last).isEqualTo(SAMPLES * (pass + 1L));
        assertThat(new TreeSet<>(numbers))
            .as("seed=%d", seed)
            .containsExactlyElementsOf(LongStream.range(0, SAMPLES).boxed().toList());
      }
      assertThat(batches.take()).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aBudgetRepetitionAndAStopChangeNoBit(int seed) throws Exception {
    String json = json(seed, TieredModels.OPTIMIZERS.get(seed % TieredModels.OPTIMIZERS.size()));
    String schedule = "belady.popularity.schedule=" + (seed % 4 == 3 ? "alternate" : "fae");
    String rate = "belady.popularity.rate=" + (5 + new Random(seed).nextInt(60));
    List<Long> expected = hashes(json, 0, null, settings(json, "first", schedule, rate));
    String[] tiered = {
      "belady.lookahead=" + (1 + seed * 3),
      "belady.threads=" + (1 + seed % 3),
      "belady.popularity.recalibrate=" + (seed % 2 == 0 ? 0 : 11),
      "belady.policy=" + (seed % 3 == 1 ? "cdlrm" : "lookahead"),
      "belady.memory=4MiB",
      "belady.store=memory"
    };
    String[] all = settings(json, "tiered", schedule, rate);
    assertThat(hashes(json, 0, null, join(all, tiered))).as("seed=%d", seed).isEqualTo(expected);
    String log = Files.readString(folder.resolve("first/_schedule.jsonl"));
    assertThat(folder.resolve("tiered/_schedule.jsonl")).hasContent(log);
    assertThat(log).contains("\"kind\":\"hot\"").contains("\"kind\":\"cold\"");
    String[] again =
        settings(
            json,
            "again",
            schedule,
            rate,
            "belady.popularity.recalibrate=" + (seed % 3) * 4,
            "belady.popularity.replay=" + folder.resolve("first/_schedule.jsonl"));
    assertThat(hashes(json, 0, null, again)).as("seed=%d, replay", seed).isEqualTo(expected);
    assertThat(folder.resolve("again/_schedule.jsonl")).hasContent(log);
    for (int stop : new int[] {1, 7 + seed, 20 + seed}) {
      Path manifest;
      String[] stopped = settings(json, "stopped", schedule, rate);
      try (Session session = Session.open(TieredModels.config(json, stopped))) {
        session.startDataReading();
        for (int step = 0; step < stop; step++) {
          session.train();
        }
        manifest = session.save(folder.resolve("stopped") + "/").getLast();
      }
      assertThat(hashes(json, stop, manifest, join(stopped, tiered)))
          .as("seed=%d, stop=%d", seed, stop)
          .isEqualTo(expected.subList(stop, STEPS));
      assertThat(folder.resolve("stopped/_schedule.jsonl")).hasContent(log);
    }
  }

  @Test
  void everyDecisionIsInTheLogAndInTheEvents() throws Exception {
    String json = json(2, ADA_GRAD);
    ModelConfig config =
        TieredModels.config(
            json,
            settings(
                json,
                "told",
                "belady.popularity.schedule=fae",
                "belady.popularity.rate=4",
                "solver.max_iter=300"));
    List<PhaseEnd> phases = new ArrayList<>();
    try (Session session = Session.open(config)) {
      new TrainingLoop(
              session,
              event -> {
                if (event instanceof TrainingEvent.PhaseTrained it) {
                  phases.add(it.end());
                }
              })
          .run();
    }
    List<String> lines = Files.readAllLines(folder.resolve("told/_schedule.jsonl"));
    assertThat(lines).hasSize(phases.size() + 1);
    Set<Decision> decisions = EnumSet.noneOf(Decision.class);
    for (int i = 0; i < phases.size(); i++) {
      PhaseEnd end = phases.get(i);
      RateChange change = end.change();
      String line = lines.get(i + 1);
      assertThat(change != null).isEqualTo(end.endsRound());
      assertThat(line.contains("\"decision\"")).isEqualTo(end.endsRound());
      if (change != null) {
        decisions.add(change.decision());
        assertThat(line)
            .contains(
                "\"rate\":" + change.before() + ",",
                "\"decision\":\"" + change.decision().jsonName() + "\"",
                "\"rate_after\":" + change.after() + ",",
                "\"losses\":" + change.losses().toString().replace(" ", ""));
        assertThat(change.losses().getLast()).isEqualTo(end.loss());
      }
    }
    assertThat(decisions).contains(Decision.KEPT, Decision.HALVED);
  }

  @Test
  void theLoopEvaluatesAtEverySwitch() throws InterruptedException {
    String json = json(2, ADA_GRAD);
    ModelConfig config =
        TieredModels.config(
            json, settings(json, "loop", "belady.popularity.schedule=fae", "solver.max_iter=40"));
    List<Long> evaluated = new ArrayList<>();
    try (Session session = Session.open(config)) {
      new TrainingLoop(
              session,
              event -> {
                if (event instanceof TrainingEvent.Evaluated it) {
                  evaluated.add(it.iteration());
                }
              })
          .run();
    }
    assertThat(evaluated).hasSizeGreaterThan(3).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void aSampleThatIsDroppedOrDoubledIsNoticed(int change) throws InterruptedException {
    String json = json(2, SGD);
    ModelConfig config =
        TieredModels.config(
            json, settings(json, "changed", "belady.popularity.schedule=alternate"));
    HotSet hotSet = hotSet(config);
    InputClassifier classifier = HotSets.classifier(config, hotSet);
    HotColdCount count = HotColdCount.of(source(config), classifier, 1, PassWatch.NONE);
    SampleSource changed = new ChangedSource(source(config), change);
    HotAndCold data =
        new HotAndCold(
            hotSet,
            new PackedSource(changed, classifier, count, true),
            new PackedSource(changed, classifier, count, false));
    ScheduleLog log = new ScheduleLog(folder.resolve("changed.jsonl"), ScheduleLog.newHeader());
    try (ScheduledBatches batches = new ScheduledBatches(config, data, log, ReadPosition.START)) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> {
            for (int i = 0; i < 200; i++) {
              batches.recycle(batches.take());
            }
          })
          .withMessageContaining("the data must stay as it is");
    }
  }

  /// A session that is closed at once: its planner has not begun to read yet.
  @Test
  void closeLeavesNoReaderThatIsJustStarted() throws InterruptedException {
    String json = json(2, SGD);
    ModelConfig config =
        TieredModels.config(json, settings(json, "closed", "belady.popularity.schedule=alternate"));
    HotAndCold data = data(config, source(config), hotSet(config));
    AtomicReference<Runnable> beforeStart = new AtomicReference<>(() -> {});
    HotAndCold watched =
        new HotAndCold(
            data.hotSet(),
            new WatchedSource(data.hot(), beforeStart),
            new WatchedSource(data.cold(), beforeStart));
    ScheduleLog log = new ScheduleLog(folder.resolve("closed.jsonl"), ScheduleLog.newHeader());
    ScheduledBatches batches = new ScheduledBatches(config, watched, log, ReadPosition.START);
    Thread closing = new Thread(batches::close);
    beforeStart.set(() -> {
      closing.start();
      while (closing.getState() != Thread.State.TERMINATED
          && closing.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
    });
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    batches.take();
    closing.join();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread) && thread.getName().startsWith("belady-"))
        .isEmpty();
    assertThat(batches.take()).isNull();
  }

  /// The losses that a run found behind the snapshot are not those of a run that goes on from it.
  @Test
  void aRunThatGoesOnFindsItsLossesItself() throws InterruptedException {
    String json = json(2, ADA_GRAD);
    String fae = "belady.popularity.schedule=fae";
    String rate = "belady.popularity.rate=10";
    Path manifest = folder;
    try (Session session =
        Session.open(TieredModels.config(json, settings(json, "whole", fae, rate)))) {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        session.train();
        if (step == 3) {
          manifest = session.save(folder.resolve("whole") + "/").getLast();
        }
      }
    }
    int evaluations = 0;
    try (Session session =
        Session.open(TieredModels.config(json, settings(json, "after", fae, rate)))) {
      session.load(manifest);
      session.startDataReading();
      for (int step = 4; step < STEPS; step++) {
        evaluations += session.needsEvaluation() ? 1 : 0;
        session.train();
      }
    }
    assertThat(evaluations).isPositive();
  }

  @Test
  void anotherScheduleThanThatOfTheLogIsRefused() throws Exception {
    String json = json(2, SGD);
    String fae = "belady.popularity.schedule=fae";
    Path manifest;
    try (Session session = Session.open(TieredModels.config(json, settings(json, "log", fae)))) {
      session.startDataReading();
      session.train();
      manifest = session.save(folder.resolve("log") + "/").getLast();
    }
    assertRefused(
        json, manifest, "rate must be", settings(json, "log", fae, "belady.popularity.rate=7"));
    assertRefused(
        json,
        manifest,
        "schedule must be that of the snapshot: snapshot=fae, configuration=keep-order",
        settings(json, "log"));
    Files.delete(folder.resolve("log/_schedule.jsonl"));
    try (Session session = Session.open(TieredModels.config(json, settings(json, "log", fae)))) {
      session.load(manifest);
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(session::startDataReading)
          .withMessageContaining("needs the log of it");
    }
  }

  private static void assertRefused(
      String json, Path manifest, String message, String... settings) {
    try (Session session = Session.open(TieredModels.config(json, settings))) {
      session.load(manifest);
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(session::startDataReading)
          .withMessageContaining(message);
    }
  }

  /// A data set that runs something when its splits are asked for, once.
  private record WatchedSource(SampleSource source, AtomicReference<Runnable> onSplits)
      implements SampleSource {
    @Override
    public Schema schema() {
      return source.schema();
    }

    @Override
    public OptionalLong sampleCount() {
      return source.sampleCount();
    }

    @Override
    public List<Split> splits() {
      onSplits.getAndSet(() -> {}).run();
      return source.splits();
    }
  }

  /// The data set with a sample more or less in its first split.
  private record ChangedSource(SampleSource source, int change) implements SampleSource {
    @Override
    public Schema schema() {
      return source.schema();
    }

    @Override
    public OptionalLong sampleCount() {
      return source.sampleCount();
    }

    @Override
    public List<Split> splits() {
      List<Split> splits = new ArrayList<>(source.splits());
      Split first = splits.getFirst();
      splits.set(
          0,
          new Split() {
            @Override
            public String describe() {
              return first.describe();
            }

            @Override
            public Reader open() {
              Reader reader = first.open();
              return new Reader() {
                private boolean changed;

                @Override
                public int read(Batch batch) {
                  if (changed) {
                    return reader.read(batch);
                  }
                  changed = true;
                  Batch inner = new Batch(schema(), batch.capacity() - 1);
                  reader.read(inner);
                  batch.clear();
                  batch.addSamples(inner, 0, change < 0 ? inner.size() - 1 : inner.size());
                  if (change > 0) {
                    batch.addSample(inner, 0);
                  }
                  return batch.size();
                }

                @Override
                public void close() {
                  reader.close();
                }
              };
            }
          });
      return splits;
    }
  }

  private static HotSet hotSet(ModelConfig config) throws InterruptedException {
    return HotSets.of(
            config, config.belady().popularity().orElseThrow(), source(config), PassWatch.NONE)
        .choose();
  }

  private static HotAndCold data(ModelConfig config, SampleSource source, HotSet hotSet)
      throws InterruptedException {
    return Schedules.packWhileReading(config, source, hotSet, PassWatch.NONE);
  }

  private static SampleSource source(ModelConfig config) {
    return Readers.trainSource(config, new BadRecords(0, sentence -> {}));
  }

  private static String[] join(String[] some, String[] more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<Long> hashes(
      String json, int from, @Nullable Path manifest, String... settings)
      throws InterruptedException {
    List<Long> hashes = new ArrayList<>();
    try (Session session = Session.open(TieredModels.config(json, settings))) {
      if (manifest != null) {
        session.load(manifest);
      }
      session.startDataReading();
      for (int step = from; step < STEPS; step++) {
        assertThat(session.train()).isTrue();
        hashes.add(session.stateHash());
      }
    }
    return hashes;
  }
}
