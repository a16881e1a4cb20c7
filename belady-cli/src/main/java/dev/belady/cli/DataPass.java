// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.data.ReaderOptions;
import dev.belady.data.SampleFormats;
import dev.belady.report.Figures;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Reads the training data of a configuration in order, from its beginning.
///
/// @param config the configuration
/// @param most the inputs to read at most
/// @param stop ends the reading when it becomes true
/// @param err where progress goes
/// @param live whether to write progress
record DataPass(ModelConfig config, long most, AtomicBoolean stop, PrintWriter err, boolean live) {
  private static final int BATCH_SAMPLES = 4096;
  private static final int BATCHES_PER_LINE = 64;

  /// Hands each batch to `consumer` and returns the number of inputs.
  ///
  /// @param name what is done, for the progress line
  /// @throws dev.belady.data.DataException when the data cannot be read
  long read(String name, Consumer<Batch> consumer) throws InterruptedException {
    int threads =
        config.belady().readerThreads() > 0
            ? config.belady().readerThreads()
            : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    BadRecords badRecords = new BadRecords(config.belady().skipBadRecords());
    ReaderOptions options = ReaderOptions.ofBatchSize(BATCH_SAMPLES).withThreads(threads);
    long read = 0;
    int batches = 0;
    try (BatchReader reader =
        BatchReader.start(
            SampleFormats.load()
                .get(config.data().format())
                .open(config.data().trainSource(badRecords)),
            options)) {
      while (read < most && !stop.get()) {
        Batch batch = reader.take();
        if (batch == null) {
          break;
        }
        batch.setSize((int) Math.min(batch.size(), most - read));
        consumer.accept(batch);
        read += batch.size();
        reader.recycle(batch);
        if (live && ++batches % BATCHES_PER_LINE == 0) {
          err.print("\r" + name + ": " + Figures.grouped(read) + " inputs");
          err.flush();
        }
      }
    } finally {
      if (live) {
        err.print("\r\u001b[K");
        err.flush();
      }
    }
    return read;
  }
}
