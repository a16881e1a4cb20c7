// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import dev.belady.data.SampleSource;
import dev.belady.data.Split;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// How many inputs of a data set are hot and how many are cold.
///
/// @param firstSamples the number of the first sample of each split
/// @param hot hot inputs of the data set
/// @param cold cold inputs of the data set
public record HotColdCount(List<Long> firstSamples, long hot, long cold) {
  private static final int BLOCK_SAMPLES = 1024;
  private static final int WATCH_MILLIS = 100;

  /// Copies the list.
  public HotColdCount {
    firstSamples = List.copyOf(firstSamples);
  }

  /// Inputs of one split.
  private record OfSplit(long hot, long cold) {}

  /// Reads a data set once.
  ///
  /// @param threads the threads that read; they change nothing
  /// @param watch hears how far it is
  /// @throws dev.belady.data.DataException when it cannot be read
  /// @throws CancellationException when the watch has ended it
  public static HotColdCount of(
      SampleSource source, InputClassifier classifier, int threads, PassWatch watch)
      throws InterruptedException {
    LongAdder read = new LongAdder();
    List<Split> splits = source.splits();
    try (ExecutorService readers =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory())) {
      List<Future<OfSplit>> counts =
          splits.stream()
              .map(split -> readers.submit(() -> count(split, source, classifier, read)))
              .toList();
      try {
        long[] firsts = new long[splits.size()];
        long hot = 0;
        long cold = 0;
        for (int split = 0; split < firsts.length; split++) {
          firsts[split] = hot + cold;
          OfSplit count = await(counts.get(split), read, source, watch);
          hot += count.hot();
          cold += count.cold();
        }
        return new HotColdCount(
            IntStream.range(0, firsts.length).mapToObj(split -> firsts[split]).toList(), hot, cold);
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case RuntimeException failure -> throw failure;
          case Error failure -> throw failure;
          case null, default -> throw new IllegalStateException("a reader failed", e);
        }
      } finally {
        readers.shutdownNow();
      }
    }
  }

  private static OfSplit await(
      Future<OfSplit> count, LongAdder read, SampleSource source, PassWatch watch)
      throws InterruptedException, ExecutionException {
    while (true) {
      SamplePass.requireGoingOn(watch, "sorting hot from cold", read.sum(), source.sampleCount());
      try {
        return count.get(WATCH_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // Time to tell how far it is.
      }
    }
  }

  private static OfSplit count(
      Split split, SampleSource source, InputClassifier classifier, LongAdder read) {
    long hot = 0;
    long all = 0;
    Batch block = new Batch(source.schema(), BLOCK_SAMPLES);
    try (Split.Reader reader = split.open()) {
      while (reader.read(block) > 0 && !Thread.currentThread().isInterrupted()) {
        for (int sample = 0; sample < block.size(); sample++) {
          hot += classifier.isHot(block, sample) ? 1 : 0;
        }
        all += block.size();
        read.add(block.size());
      }
    }
    return new OfSplit(hot, all - hot);
  }
}
