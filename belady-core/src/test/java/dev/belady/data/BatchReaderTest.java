// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A reader that hangs fails by the time limit; no test needs it otherwise.
@Timeout(120)
final class BatchReaderTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final Duration LONG = Duration.ofSeconds(60);

  @AfterEach
  void noReadingThreadIsLeft() {
    assertThat(readingThreads()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void batchesDoNotDependOnTheNumberOfThreads(int threads) throws InterruptedException {
    Random random = new Random(SEED);
    for (int round = 0; round < 5; round++) {
      ListSource source = ListSource.random(random);
      int batchSize = 1 + random.nextInt(2000);
      ReaderOptions options = ReaderOptions.ofBatchSize(batchSize).withThreads(threads);
      List<String> expected = new ArrayList<>();
      Batch batch = new Batch(ListSource.SCHEMA, source.samples());
      IntStream.range(0, source.samples()).forEach(number -> ListSource.append(number, batch));
      expected.addAll(ListSource.lines(batch));
      assertThat(samples(source, options)).as("seed %d", SEED).isEqualTo(expected);

      ReaderOptions shuffled = options.withShuffle(1 + random.nextInt(5000), SEED).withEpochs(2);
      assertThat(samples(source, shuffled))
          .as("seed %d", SEED)
          .isEqualTo(samples(source, shuffled.withThreads(1)));
    }
  }

  @Test
  void everyPassEndsWithABatchOfWhatIsLeft() throws InterruptedException {
    ListSource source = new ListSource(30, 0, 70);
    assertThat(sizes(source, ReaderOptions.ofBatchSize(40).withEpochs(2)))
        .containsExactly(40, 40, 20, 40, 40, 20);
    assertThat(sizes(source, ReaderOptions.ofBatchSize(100).withEpochs(2)))
        .containsExactly(100, 100);
  }

  @Test
  void repeatedPassesFlowIntoEachOther() throws InterruptedException {
    ListSource source = new ListSource(30, 70);
    try (BatchReader reader =
        BatchReader.start(source, ReaderOptions.ofBatchSize(40).withThreads(2).repeating())) {
      for (int number = 0; number < 1000; number += 40) {
        Batch batch = next(reader);
        assertThat(batch.size()).isEqualTo(40);
        assertThat(batch.firstSample()).isEqualTo(number);
        for (int i = 0; i < 40; i++) {
          assertThat(batch.labels()[i]).isEqualTo((number + i) % 100);
        }
        assertThat(batch.resumeAt().total()).isEqualTo(number + 40);
        reader.recycle(batch);
      }
    }
  }

  @Test
  void aShuffledPassHoldsEachSampleOnceAndEachPassHasItsOwnOrder() throws InterruptedException {
    ListSource source = new ListSource(2500, 1, 499);
    ReaderOptions options = ReaderOptions.ofBatchSize(3000).withShuffle(1000, 7).withEpochs(2);
    List<String> both = samples(source, options);
    List<String> inOrder = samples(source, ReaderOptions.ofBatchSize(3000));
    List<String> first = both.subList(0, 3000);
    List<String> second = both.subList(3000, 6000);
    assertThat(first).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(inOrder);
    assertThat(second).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(first);
    assertThat(samples(source, options)).isEqualTo(both);
    assertThat(samples(source, options.withShuffle(1000, 8))).isNotEqualTo(both);
  }

  @Test
  void aSampleMayMoveFurtherThanTheWindow() throws InterruptedException {
    ListSource source = new ListSource(4000);
    List<String> inOrder = samples(source, ReaderOptions.ofBatchSize(4000));
    List<String> shuffled = samples(source, ReaderOptions.ofBatchSize(4000).withShuffle(100, 1));
    int furthest = 0;
    for (int at = 0; at < shuffled.size(); at++) {
      furthest = Math.max(furthest, at - inOrder.indexOf(shuffled.get(at)));
    }
    assertThat(furthest).isGreaterThan(100);
  }

  @Test
  void readingGoesOnWhereABatchEnded() throws InterruptedException {
    ListSource source = new ListSource(130, 40, 77);
    for (ReaderOptions options :
        List.of(
            ReaderOptions.ofBatchSize(50).withEpochs(3),
            ReaderOptions.ofBatchSize(50).withEpochs(3).withShuffle(60, 3),
            ReaderOptions.ofBatchSize(19).withEpochs(3).withShuffle(500, 3))) {
      List<String> all = samples(source, options);
      try (BatchReader reader = BatchReader.start(source, options)) {
        int seen = 0;
        for (Batch batch = reader.take(); batch != null; batch = reader.take()) {
          seen += batch.size();
          assertThat(batch.resumeAt().total()).isEqualTo(seen);
          assertThat(samples(source, options.startingAt(batch.resumeAt())))
              .isEqualTo(all.subList(seen, all.size()));
        }
        assertThat(seen).isEqualTo(3 * 247);
      }
    }
  }

  @Test
  void aRepeatingRunGoesOnWithTheSameBatches() throws InterruptedException {
    ListSource source = new ListSource(70, 30);
    ReaderOptions options = ReaderOptions.ofBatchSize(64).withShuffle(20, 5).repeating();
    try (BatchReader reader = BatchReader.start(source, options)) {
      ReadPosition after = ReadPosition.START;
      for (int i = 0; i < 7; i++) {
        after = next(reader).resumeAt();
      }
      try (BatchReader resumed = BatchReader.start(source, options.startingAt(after))) {
        for (int i = 0; i < 20; i++) {
          Batch expected = next(reader);
          Batch actual = next(resumed);
          assertThat(ListSource.lines(actual)).isEqualTo(ListSource.lines(expected));
          assertThat(actual.firstSample()).isEqualTo(expected.firstSample());
          assertThat(actual.resumeAt()).isEqualTo(expected.resumeAt());
        }
      }
    }
  }

  @Test
  void aPlaceBehindTheEndIsRefused() {
    ListSource source = new ListSource(10);
    ReaderOptions options = ReaderOptions.ofBatchSize(4).startingAt(new ReadPosition(0, 11, 11));
    assertThatThrownBy(() -> samples(source, options))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("samples=10, start=11");
  }

  @Test
  void anEmptyDataSetEndsAtOnceAndCannotBeRepeated() throws InterruptedException {
    ListSource source = new ListSource(0, 0);
    assertThat(samples(source, ReaderOptions.ofBatchSize(4))).isEmpty();
    assertThatThrownBy(() -> samples(source, ReaderOptions.ofBatchSize(4).repeating()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "the data set has no samples to repeat: 2 parts, the first of them ");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void aFailureArrivesAfterTheBatchesBeforeItAndStays(int threads) throws InterruptedException {
    DataException cause = new DataException("nnz must be sound (a.data)");
    ListSource source = new ListSource(100, 3000, 50, 4000).failingIn(2, cause);
    ReaderOptions options = ReaderOptions.ofBatchSize(100).withThreads(threads);
    try (BatchReader reader = BatchReader.start(source, options)) {
      for (int i = 0; i < 31; i++) {
        assertThat(next(reader).labels()[0]).isEqualTo(100 * i);
      }
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(reader::take)
            .isInstanceOf(DataException.class)
            .hasMessage(cause.getMessage())
            .hasCause(cause);
      }
    }
  }

  @Test
  void aFailureThatIsNoDataFaultKeepsItsCause() {
    IllegalStateException cause = new IllegalStateException("broken");
    ListSource source = new ListSource(10).failingIn(0, cause);
    try (BatchReader reader = BatchReader.start(source, ReaderOptions.ofBatchSize(1))) {
      assertThatThrownBy(reader::take).isInstanceOf(IllegalStateException.class).hasCause(cause);
    }
  }

  @Test
  void theConsumerMayKeepAllBatches() throws InterruptedException {
    ListSource source = new ListSource(100_000);
    Set<Batch> kept = new HashSet<>();
    try (BatchReader reader =
        BatchReader.start(source, ReaderOptions.ofBatchSize(100).withQueuedBatches(1))) {
      for (Batch batch = reader.take(); batch != null; batch = reader.take()) {
        assertThat(kept.add(batch)).isTrue();
      }
    }
    assertThat(kept).hasSize(1000);
  }

  @Test
  void batchesThatComeBackAreUsedAgain() throws InterruptedException {
    ListSource source = new ListSource(100_000);
    Set<Integer> identities = new HashSet<>();
    try (BatchReader reader =
        BatchReader.start(source, ReaderOptions.ofBatchSize(100).withQueuedBatches(2))) {
      for (Batch batch = reader.take(); batch != null; batch = reader.take()) {
        identities.add(System.identityHashCode(batch));
        reader.recycle(batch);
      }
    }
    assertThat(identities).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void closeEndsThreadsThatWaitForRoom() throws InterruptedException {
    int[] sizes = new int[200];
    Arrays.fill(sizes, 5000);
    ReaderOptions options = ReaderOptions.ofBatchSize(1).withThreads(3).repeating();
    BatchReader reader = BatchReader.start(new ListSource(sizes), options);
    next(reader);
    next(reader);
    awaitWaiting("belady-assemble");
    awaitWaiting("belady-decode-0");
    reader.close();
    assertThat(readingThreads()).isEmpty();
    assertThat(reader.take()).isNull();
    reader.close();
  }

  @Test
  void closeWakesAConsumerThatWaits() throws InterruptedException {
    Semaphore gate = new Semaphore(0);
    ListSource source = new ListSource(5000).waitingFor(gate);
    BatchReader reader = BatchReader.start(source, ReaderOptions.ofBatchSize(10));
    AtomicReference<String> result = new AtomicReference<>("nothing yet");
    Thread consumer =
        Thread.ofPlatform()
            .name("belady-consumer")
            .start(() -> {
              try {
                result.set(reader.take() == null ? "the end" : "a batch");
              } catch (InterruptedException e) {
                result.set(e.toString());
              }
            });
    awaitWaiting("belady-consumer");
    Thread closer = Thread.ofPlatform().start(reader::close);
    assertThat(consumer.join(LONG)).isTrue();
    assertThat(result.get()).isEqualTo("the end");
    gate.release(1000);
    assertThat(closer.join(LONG)).isTrue();
  }

  @Test
  void closeAtAnyMomentEndsAllThreads() throws InterruptedException {
    Random random = new Random(SEED);
    for (int round = 0; round < 100; round++) {
      ListSource source = ListSource.random(random);
      ReaderOptions options =
          ReaderOptions.ofBatchSize(1 + random.nextInt(500))
              .withThreads(1 + random.nextInt(4))
              .withShuffle(random.nextInt(2) * 300, 1)
              .withEpochs(3);
      try (BatchReader reader = BatchReader.start(source, options)) {
        int taken = random.nextInt(20);
        for (int i = 0; i < taken; i++) {
          Batch batch = reader.take();
          if (batch != null) {
            reader.recycle(batch);
          }
        }
      }
      assertThat(readingThreads()).as("seed %d", SEED).isEmpty();
    }
  }

  @Test
  void waitingTimesAreCounted() throws InterruptedException {
    Semaphore gate = new Semaphore(0);
    ListSource source = new ListSource(10).waitingFor(gate);
    try (BatchReader reader = BatchReader.start(source, ReaderOptions.ofBatchSize(10))) {
      String consumer = Thread.currentThread().getName();
      Thread opener =
          Thread.ofPlatform()
              .start(() -> {
                awaitWaiting(consumer);
                gate.release(10);
              });
      assertThat(next(reader).size()).isEqualTo(10);
      assertThat(reader.consumerWaitNanos()).isPositive();
      assertThat(opener.join(LONG)).isTrue();
    }
  }

  private static Batch next(BatchReader reader) throws InterruptedException {
    Batch batch = reader.take();
    if (batch == null) {
      throw new AssertionError("the data set ended");
    }
    return batch;
  }

  private static List<String> samples(SampleSource source, ReaderOptions options)
      throws InterruptedException {
    List<String> lines = new ArrayList<>();
    try (BatchReader reader = BatchReader.start(source, options)) {
      for (Batch batch = reader.take(); batch != null; batch = reader.take()) {
        assertThat(batch.firstSample()).isEqualTo(options.start().total() + lines.size());
        lines.addAll(ListSource.lines(batch));
        reader.recycle(batch);
      }
    }
    return lines;
  }

  private static List<Integer> sizes(SampleSource source, ReaderOptions options)
      throws InterruptedException {
    List<Integer> sizes = new ArrayList<>();
    try (BatchReader reader = BatchReader.start(source, options)) {
      for (Batch batch = reader.take(); batch != null; batch = reader.take()) {
        sizes.add(batch.size());
        reader.recycle(batch);
      }
    }
    return sizes;
  }

  private static List<String> readingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.equals("belady-assemble") || name.startsWith("belady-decode-"))
        .toList();
  }

  /// Returns when the thread of this name waits; it has nothing else left to do.
  private static void awaitWaiting(String name) {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(
            thread -> thread.getName().equals(name) && thread.getState() == Thread.State.WAITING)) {
      Thread.onSpinWait();
    }
  }
}
