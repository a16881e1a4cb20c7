// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Reads a data set ahead of its consumer and delivers it in batches.
///
/// Decoding threads take splits as they become free and decode them into blocks; one assembling
/// thread joins the blocks in the order of the splits, shuffles if asked, and fills batches. So the
/// batches depend on the data set and the options but not on the number of threads. All stages are
/// joined by bounded queues of recycled batches: a slow consumer holds the readers up.
///
/// One thread calls [#take()] and owns the batch until it calls [#recycle(Batch)], which any thread
/// may do; it may keep as many batches as it likes. Any thread may call [#close()]. A failure in a
/// reading thread arrives in [#take()] after the batches before it, with its cause.
public final class BatchReader implements BatchStream {
  private final SplitDealer dealer;
  private final List<SplitDecoder> decoders;
  private final BatchExchange batches;
  private final List<Thread> threads;
  private final ReaderBuffers buffers;
  private boolean left;

  private BatchReader(SampleSource source, ReaderOptions options, ReaderBuffers buffers) {
    this.buffers = buffers;
    Schema schema = source.schema();
    dealer = new SplitDealer(source.splits(), options.start().epoch(), options.epochs());
    batches =
        new BatchExchange(schema, options.batchSize(), options.queuedBatches(), buffers::batch);
    decoders = new ArrayList<>();
    threads = new ArrayList<>();
    BatchAssembler assembler = new BatchAssembler(dealer, batches, schema, options);
    threads.add(thread("belady-assemble", assembler));
    for (int i = 0; i < options.threads(); i++) {
      SplitDecoder decoder = new SplitDecoder(schema, dealer, buffers);
      decoders.add(decoder);
      threads.add(thread("belady-decode-" + i, decoder));
    }
  }

  /// The bytes that a reader's own buffers take when all of them are full.
  ///
  /// @param batchBytes bytes of a full batch
  public static long bufferBytes(Schema schema, ReaderOptions options, long batchBytes) {
    long blocks = (long) options.threads() * SplitDecoder.blockSamplesOfAll(schema);
    return blocks * batchBytes / options.batchSize() + (options.queuedBatches() + 1) * batchBytes;
  }

  /// Starts reading.
  public static BatchReader start(SampleSource source, ReaderOptions options) {
    return start(source, options, new ReaderBuffers());
  }

  /// Starts reading with the buffers that the reader before has left; [#close()] leaves them to the
  /// next one, and nobody may use a batch of this one then.
  public static BatchReader start(
      SampleSource source, ReaderOptions options, ReaderBuffers buffers) {
    if (source.splits().isEmpty()) {
      throw new IllegalArgumentException("a data set must have at least one split");
    }
    BatchReader reader = new BatchReader(source, options, buffers);
    reader.threads.forEach(Thread::start);
    return reader;
  }

  /// The next batch, waiting for it if need be; null at the end and after [#close()].
  ///
  /// @throws DataException when the data cannot be read; every later call throws it again
  /// @throws IllegalStateException when a reading thread failed for another reason
  @Override
  public @Nullable Batch take() throws InterruptedException {
    try {
      return batches.take();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof DataException) {
        throw new DataException(String.valueOf(cause.getMessage()), cause);
      }
      throw new IllegalStateException("a reading thread failed: " + cause, cause);
    }
  }

  @Override
  public void recycle(Batch batch) {
    batches.recycle(batch);
  }

  /// How long [#take()] waited for data, in nanoseconds.
  public long consumerWaitNanos() {
    return batches.consumerWaitNanos();
  }

  /// How long the reader waited because its queue of batches was full, in nanoseconds.
  public long readerWaitNanos() {
    return batches.producerWaitNanos();
  }

  /// Stops all reading threads, wherever they wait, and returns when they have ended.
  @Override
  public void close() {
    batches.close();
    dealer.close();
    decoders.forEach(decoder -> decoder.blocks().close());
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    leaveBuffers();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void leaveBuffers() {
    if (!left) {
      left = true;
      List<Batch> blocks = new ArrayList<>();
      decoders.forEach(decoder -> blocks.addAll(decoder.blocks().all()));
      buffers.leave(batches.all(), blocks);
    }
  }

  private static Thread thread(String name, Runnable task) {
    return Thread.ofPlatform().daemon().name(name).unstarted(task);
  }
}
