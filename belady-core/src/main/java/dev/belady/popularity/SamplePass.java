// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.data.ReaderOptions;
import dev.belady.data.SampleSource;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/// Reads a data set in its order, from its beginning.
///
/// @param source the data set
/// @param threads the threads that decode; they change nothing
/// @param most the samples to read at most
/// @param watch hears how far it is
public record SamplePass(SampleSource source, int threads, long most, PassWatch watch) {
  private static final int BATCH_SAMPLES = 4096;

  /// Hands each batch to `consumer` and returns the number of samples.
  ///
  /// @param name what is done, for the watch
  /// @throws dev.belady.data.DataException when the data cannot be read
  /// @throws CancellationException when the watch has ended the pass
  public long read(String name, Consumer<Batch> consumer) throws InterruptedException {
    OptionalLong all = source.sampleCount();
    OptionalLong expected =
        all.isPresent() ? OptionalLong.of(Math.min(all.getAsLong(), most)) : all;
    ReaderOptions options = ReaderOptions.ofBatchSize(BATCH_SAMPLES).withThreads(threads);
    long read = 0;
    try (BatchReader reader = BatchReader.start(source, options)) {
      while (read < most) {
        Batch batch = reader.take();
        if (batch == null) {
          break;
        }
        batch.setSize((int) Math.min(batch.size(), most - read));
        consumer.accept(batch);
        read += batch.size();
        reader.recycle(batch);
        requireGoingOn(watch, name, read, expected);
      }
    }
    return read;
  }

  /// Tells a watch how far a pass is.
  ///
  /// @throws CancellationException when it ends the pass
  public static void requireGoingOn(PassWatch watch, String name, long samples, OptionalLong all) {
    if (!watch.goesOn(name, samples, all)) {
      throw new CancellationException("ended while " + name + ": samples=" + samples);
    }
  }
}
