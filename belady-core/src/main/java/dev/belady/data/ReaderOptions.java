// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

/// How a [BatchReader] reads a data set.
///
/// @param batchSize the samples of a full batch, at least 1
/// @param epochs the number of passes over the data set, each ending with a batch of what is left;
///   or [#REPEAT]: pass after pass without end, all batches full, some spanning the border of two
///   passes
/// @param threads the number of decoding threads, at least 1; it changes no batch
/// @param shuffleWindow the samples among which the order is random, 0 for the order of the data
///   set
/// @param seed decides, with the number of the pass, the random order
/// @param queuedBatches the batches read ahead of the consumer, at least 1
/// @param start where to begin; the samples before it are passed over
public record ReaderOptions(
    int batchSize,
    long epochs,
    int threads,
    int shuffleWindow,
    long seed,
    int queuedBatches,
    ReadPosition start) {
  /// Pass after pass without end.
  public static final long REPEAT = Long.MAX_VALUE;

  private static final int DEFAULT_QUEUED_BATCHES = 4;

  /// Checks the ranges.
  public ReaderOptions {
    requireAtLeast(1, "batchsize", batchSize);
    requireAtLeast(1, "epochs", epochs);
    requireAtLeast(1, "reader threads", threads);
    requireAtLeast(0, "shuffle window", shuffleWindow);
    requireAtLeast(1, "queued batches", queuedBatches);
  }

  /// One pass in the order of the data set, on one decoding thread.
  public static ReaderOptions ofBatchSize(int batchSize) {
    return new ReaderOptions(batchSize, 1, 1, 0, 0, DEFAULT_QUEUED_BATCHES, ReadPosition.START);
  }

  /// The same with another number of passes.
  public ReaderOptions withEpochs(long newEpochs) {
    return new ReaderOptions(
        batchSize, newEpochs, threads, shuffleWindow, seed, queuedBatches, start);
  }

  /// The same without end.
  public ReaderOptions repeating() {
    return withEpochs(REPEAT);
  }

  /// The same with another number of decoding threads.
  public ReaderOptions withThreads(int newThreads) {
    return new ReaderOptions(
        batchSize, epochs, newThreads, shuffleWindow, seed, queuedBatches, start);
  }

  /// The same in a random order.
  public ReaderOptions withShuffle(int newWindow, long newSeed) {
    return new ReaderOptions(batchSize, epochs, threads, newWindow, newSeed, queuedBatches, start);
  }

  /// The same with another number of batches read ahead.
  public ReaderOptions withQueuedBatches(int newQueuedBatches) {
    return new ReaderOptions(
        batchSize, epochs, threads, shuffleWindow, seed, newQueuedBatches, start);
  }

  /// The same from another place on.
  public ReaderOptions startingAt(ReadPosition newStart) {
    return new ReaderOptions(
        batchSize, epochs, threads, shuffleWindow, seed, queuedBatches, newStart);
  }

  boolean repeats() {
    return epochs == REPEAT;
  }

  private static void requireAtLeast(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ": " + name + "=" + value);
    }
  }
}
