// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ModelConfig;
import dev.belady.config.SolverSpec.RunLength;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.data.SampleSource;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.RowOccurrences;
import dev.belady.lookahead.CapacityFloor;
import dev.belady.model.Model;
import dev.belady.tier.RowAddresses;
import dev.belady.tier.RowStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/// What the keys of the first batches of a run say: no row is made and nothing is trained.
///
/// Memory: the key index, and 4 bytes for each distinct row of each batch.
final class DataLook implements AutoCloseable {
  /// What is known of a table.
  static final class TableLook {
    final List<int[]> batches = new ArrayList<>();
    private final CapacityFloor two = new CapacityFloor(1);
    long keys;
    long distinct;
    int mostDistinct;

    int mostOfTwo() {
      return two.frames();
    }
  }

  private final ModelConfig config;
  private final Model model;
  private final List<TableLook> tables = new ArrayList<>();
  private final OptionalLong samplesOfSet;
  private long samples;
  private int batches;
  private boolean ended;

  private DataLook(ModelConfig config, Model model, SampleSource source) {
    this.config = config;
    this.model = model;
    this.samplesOfSet = source.sampleCount();
    model.tables().forEach(_ -> tables.add(new TableLook()));
  }

  /// Looks at the first `most` batches of the run, or at all of them if there are fewer.
  ///
  /// @throws dev.belady.data.DataException when the data is missing or does not fit
  static DataLook at(ModelConfig config, Kernels kernels, long most) throws InterruptedException {
    BadRecords badRecords = new BadRecords(config.belady().skipBadRecords());
    SampleSource source = Readers.trainSource(config, badRecords);
    Model model = Model.create(config, kernels, (_, _, _, _) -> {}, (_, _) -> new NoStore());
    DataLook look = new DataLook(config, model, source);
    try (BatchReader reader = BatchReader.start(source, Readers.trainOptions(config))) {
      BatchResolver resolver = new BatchResolver(model);
      ResolvedBatch resolved = resolver.newBatch();
      long end = Math.min(most, look.runBatches().orElse(Long.MAX_VALUE));
      while (look.batches < end) {
        Batch batch = reader.take();
        if (batch == null) {
          look.ended = true;
          break;
        }
        resolved.setBatch(batch);
        resolver.resolveForTraining(resolved);
        look.add(resolved);
        reader.recycle(batch);
      }
      look.ended |= look.batches >= look.runBatches().orElse(Long.MAX_VALUE);
      return look;
    } catch (RuntimeException | InterruptedException e) {
      model.close();
      throw e;
    }
  }

  private void add(ResolvedBatch batch) {
    for (int t = 0; t < tables.size(); t++) {
      TableLook table = tables.get(t);
      RowOccurrences rows = batch.occurrences(t);
      int[] distinct = Arrays.copyOf(rows.distinctRows, rows.distinct);
      table.batches.add(distinct);
      table.two.add(Arrays.stream(distinct).asLongStream().toArray(), distinct.length);
      table.keys += rows.bagOffsets[rows.bags];
      table.distinct += rows.distinct;
      table.mostDistinct = Math.max(table.mostDistinct, rows.distinct);
    }
    samples += batch.batch().size();
    batches++;
  }

  /// The distinct rows of the first half of the batches.
  private int rowsOfHalf(int table) {
    int half = batches / 2;
    int most = -1;
    for (int[] batch : tables.get(table).batches.subList(0, half)) {
      // Rows are numbered in the order of their first use.
      for (int row : batch) {
        most = Math.max(most, row);
      }
    }
    return most + 1;
  }

  /// The rows that a table will have at the end of the run: those seen, if everything was seen;
  /// else grown on with the power law of the second half of the batches.
  long expectedRows(int table) {
    EmbeddingTable rows = model.tables().get(table);
    long seen = rows.rows();
    long most = rows.spec().mostRows();
    int half = rowsOfHalf(table);
    if (everyKeySeen() || seen == 0 || half == 0) {
      return seen;
    }
    int firstHalf = batches / 2;
    double exponent = Math.log((double) seen / half) / Math.log((double) batches / firstHalf);
    double growth = Math.pow((double) batchesWithNewKeys() / batches, exponent);
    return Math.min(most, Math.round(seen * growth));
  }

  /// Whether the batches behind use no other keys.
  boolean everyKeySeen() {
    return ended || batches >= batchesWithNewKeys();
  }

  private long batchesWithNewKeys() {
    long run = runBatches().orElse(Long.MAX_VALUE);
    long set =
        samplesOfSet.isPresent()
            ? Math.ceilDiv(samplesOfSet.getAsLong(), config.solver().batchSize())
            : Long.MAX_VALUE;
    long fewest = Math.min(run, set);
    return fewest == Long.MAX_VALUE ? batches : fewest;
  }

  /// The batches of the run; empty where nobody knows.
  OptionalLong runBatches() {
    return switch (config.solver().length()) {
      case RunLength.Iterations iterations -> OptionalLong.of(iterations.count());
      case RunLength.Epochs epochs ->
          samplesOfSet.isPresent()
              ? OptionalLong.of(
                  epochs.count()
                      * Math.ceilDiv(samplesOfSet.getAsLong(), config.solver().batchSize()))
              : OptionalLong.empty();
    };
  }

  /// Whether every batch of the run was looked at.
  boolean complete() {
    return ended;
  }

  /// The batches looked at.
  int batches() {
    return batches;
  }

  /// Their samples.
  long samples() {
    return samples;
  }

  /// The model, whose tables have the keys and no rows.
  Model model() {
    return model;
  }

  /// What is known of each table.
  List<TableLook> tables() {
    return tables;
  }

  /// The smallest budget that holds each batch.
  long leastBytes() {
    long least = 0;
    for (int b = 0; b < batches; b++) {
      long bytes = 0;
      for (int t = 0; t < tables.size(); t++) {
        bytes += FrameSplit.bytes(Math.max(1, tables.get(t).batches.get(b).length), recordBytes(t));
      }
      least = Math.max(least, bytes);
    }
    return least;
  }

  /// The bytes of a row with its state.
  long recordBytes(int table) {
    return FramePlanner.rows(model.tables().get(table)).recordBytes();
  }

  /// What all batches need of each table.
  List<FrameSplit.Need> needs() {
    List<FrameSplit.Need> needs = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      TableLook look = tables.get(t);
      EmbeddingTable table = model.tables().get(t);
      needs.add(
          new FrameSplit.Need(
              recordBytes(t),
              look.mostDistinct,
              look.mostDistinct,
              look.mostOfTwo(),
              table.rows(),
              table.spec().mostRows()));
    }
    return needs;
  }

  @Override
  public void close() {
    model.close();
  }

  /// The store of a table that never has rows.
  private static final class NoStore implements RowStore {
    @Override
    public void read(RowAddresses rows, int from, int end) {
      throw new IllegalStateException("there are no rows");
    }

    @Override
    public void write(RowAddresses rows, int from, int end) {
      throw new IllegalStateException("there are no rows");
    }

    @Override
    public void close() {}
  }
}
