// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ModelConfig;
import dev.belady.config.SolverSpec.RunLength;
import dev.belady.data.SparseInput;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.TableSpec;
import dev.belady.tier.FileRowStore;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/// How much data a run reads, as far as its configuration and its data set say.
///
/// @param samplesOfSet the samples of one pass; empty where the format does not state them
record RunSize(ModelConfig config, OptionalLong samplesOfSet) {
  /// The batches of the run; empty where nobody knows.
  OptionalLong batches() {
    return switch (config.solver().length()) {
      case RunLength.Iterations iterations -> OptionalLong.of(iterations.count());
      case RunLength.Epochs epochs ->
          samplesOfSet.isPresent()
              ? OptionalLong.of(epochs.count() * batchesOfSet())
              : OptionalLong.empty();
    };
  }

  /// The batches after which no key can be new: those of the run or those of one pass, whichever
  /// are fewer; empty where nobody knows.
  OptionalLong batchesWithNewKeys() {
    OptionalLong batches = batches();
    if (samplesOfSet.isEmpty()) {
      return batches;
    }
    return OptionalLong.of(Math.min(batches.orElse(Long.MAX_VALUE), batchesOfSet()));
  }

  private long batchesOfSet() {
    return Math.ceilDiv(samplesOfSet.orElseThrow(), config.solver().batchSize());
  }

  /// The samples that a run can read before no key is new; empty where nobody knows.
  private OptionalLong samplesWithNewKeys() {
    OptionalLong batches = batchesWithNewKeys();
    if (batches.isEmpty()) {
      return batches;
    }
    long samples = times(batches.getAsLong(), config.solver().batchSize());
    return OptionalLong.of(Math.min(samples, samplesOfSet.orElse(Long.MAX_VALUE)));
  }

  /// The rows that a table can have at the end: no more than it has keys, and no more than the run
  /// reads keys. Without a doubt, and mostly far more than it will have. Empty where nobody knows
  /// either.
  OptionalLong mostRows(TableSpec table) {
    OptionalLong samples = samplesWithNewKeys();
    if (samples.isEmpty()) {
      return table.direct() ? OptionalLong.of(table.mostRows()) : OptionalLong.empty();
    }
    return OptionalLong.of(mostRows(table, samples.getAsLong()));
  }

  /// The rows of a table that one batch can use, whatever its keys.
  long mostRowsOfBatch(TableSpec table) {
    long samples = samplesWithNewKeys().orElse(Long.MAX_VALUE);
    return mostRows(table, Math.min(samples, config.solver().batchSize()));
  }

  /// The rows that so many samples can use: no more than they have keys, for numbered slots slot by
  /// slot.
  private long mostRows(TableSpec table, long samples) {
    SparseInput input = input(table);
    long keys = times(samples, input.mostKeys());
    if (table.direct()) {
      long ofSlot = times(samples, input.maxHotness());
      keys = Math.min(keys, table.slotSizes().stream().mapToLong(s -> Math.min(s, ofSlot)).sum());
    }
    return Math.min(keys, table.mostRows());
  }

  /// The bytes of a budget that holds any batch beside the hot rows, whatever its keys.
  long mostBatchBytes(List<EmbeddingTable> tables) {
    long bytes = 0;
    for (EmbeddingTable table : tables) {
      long recordBytes = table.layout().floats() * (long) Float.BYTES;
      bytes += FrameSplit.bytes(Math.max(1, mostRowsOfBatch(table.spec())), recordBytes);
    }
    return bytes;
  }

  /// The most bytes that the files of the stores take together, whatever the data; empty where
  /// nobody knows.
  ///
  /// @param loadedRows for each table the rows that it has before the run
  /// @param threads threads that write
  OptionalLong mostStoreBytes(
      List<EmbeddingTable> tables, ToLongFunction<EmbeddingTable> loadedRows, int threads) {
    long bytes = 0;
    for (EmbeddingTable table : tables) {
      OptionalLong more = mostRows(table.spec());
      if (more.isEmpty()) {
        return more;
      }
      long rows =
          Math.min(table.spec().mostRows(), loadedRows.applyAsLong(table) + more.getAsLong());
      bytes += FileRowStore.mostBytes(rows, table.layout().floats() * (long) Float.BYTES, threads);
    }
    return OptionalLong.of(bytes);
  }

  /// The input that uses a table.
  SparseInput input(TableSpec table) {
    String name = config.embeddings().get(table.number()).input();
    for (SparseInput input : config.data().sparse()) {
      if (input.name().equals(name)) {
        return input;
      }
    }
    throw new IllegalStateException("table '" + table.name() + "' has no input");
  }

  /// The product, or the largest number.
  private static long times(long one, long other) {
    return Math.multiplyHigh(one, other) == 0 && one * other >= 0 ? one * other : Long.MAX_VALUE;
  }
}
