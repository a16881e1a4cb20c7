// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.data.SampleSource;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.RowOccurrences;
import dev.belady.model.Model;
import dev.belady.popularity.PassWatch;
import dev.belady.popularity.SamplePass;
import dev.belady.tier.RowAddresses;
import dev.belady.tier.RowStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What the keys of the first batches of a run say: no row is made and nothing is trained.
///
/// Memory: the key index, and 4 bytes for each distinct row of each batch.
final class DataLook implements AutoCloseable {
  /// What is known of a table.
  static final class TableLook {
    final List<int[]> batches = new ArrayList<>();
    long keys;
    long distinct;
    int mostDistinct;
  }

  private final ModelConfig config;
  private final Model model;
  private final List<TableLook> tables = new ArrayList<>();
  private final RunSize size;
  private final @Nullable HotSets hotSets;
  private long samples;
  private int batches;
  private boolean ended;

  private DataLook(
      ModelConfig config, Model model, SampleSource source, @Nullable HotSets hotSets) {
    this.config = config;
    this.model = model;
    this.size = new RunSize(config, source.sampleCount());
    this.hotSets = hotSets;
    model.tables().forEach(_ -> tables.add(new TableLook()));
  }

  /// Looks at the first `most` batches of the run, or at all of them if there are fewer.
  ///
  /// @param watch hears how far it is
  /// @throws dev.belady.data.DataException when the data is missing or does not fit
  /// @throws java.util.concurrent.CancellationException when the watch has ended it
  static DataLook at(ModelConfig config, Kernels kernels, long most, PassWatch watch)
      throws InterruptedException {
    BadRecords badRecords = new BadRecords(config.belady().skipBadRecords());
    Model model = Model.create(config, kernels, (_, _, _, _) -> {}, (_, _) -> new NoStore());
    try {
      Optional<PopularitySpec> packed = Readers.packed(config);
      Optional<PopularitySpec> popularity = config.belady().popularity();
      SampleSource source;
      HotSets hotSets = null;
      if (packed.isPresent()) {
        HotAndCold data = Schedules.packed(config, packed.get(), badRecords);
        source = data.inOrder();
        hotSets = HotSets.given(config, packed.get(), data.hotSet());
      } else {
        source = Readers.trainSource(config, badRecords);
        if (popularity.isPresent()) {
          hotSets = HotSets.of(config, popularity.get(), source, watch);
        }
      }
      DataLook look = new DataLook(config, model, source, hotSets);
      look.read(source, most, watch);
      return look;
    } catch (RuntimeException | InterruptedException e) {
      model.close();
      throw e;
    }
  }

  private void read(SampleSource source, long most, PassWatch watch) throws InterruptedException {
    try (BatchReader reader = BatchReader.start(source, Readers.trainOptions(config))) {
      BatchResolver resolver = new BatchResolver(model);
      ResolvedBatch resolved = resolver.newBatch();
      long end = Math.min(most, size.batches().orElse(Long.MAX_VALUE));
      OptionalLong expected =
          end == Long.MAX_VALUE
              ? OptionalLong.empty()
              : OptionalLong.of(end * config.solver().batchSize());
      while (batches < end) {
        Batch batch = reader.take();
        if (batch == null) {
          ended = true;
          break;
        }
        resolved.setBatch(batch);
        resolver.resolveForTraining(resolved);
        add(resolved);
        reader.recycle(batch);
        SamplePass.requireGoingOn(watch, "reading keys", samples, expected);
      }
      ended |= batches >= size.batches().orElse(Long.MAX_VALUE);
    }
  }

  private void add(ResolvedBatch batch) {
    for (int t = 0; t < tables.size(); t++) {
      TableLook table = tables.get(t);
      RowOccurrences rows = batch.occurrences(t);
      int[] distinct = Arrays.copyOf(rows.distinctRows, rows.distinct);
      table.batches.add(distinct);
      table.keys += rows.bagOffsets[rows.bags];
      table.distinct += rows.distinct;
      table.mostDistinct = Math.max(table.mostDistinct, rows.distinct);
    }
    samples += batch.batch().size();
    batches++;
  }

  /// The distinct rows of the first half of the batches.
  int rowsOfHalf(int table) {
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

  /// The rows that the second half of the batches used first.
  int newRows(int table) {
    return model.tables().get(table).rows() - rowsOfHalf(table);
  }

  /// The rows that a table will have at the end of the run: those seen, if everything was seen;
  /// else grown on with the power law of the second half of the batches.
  long expectedRows(int table) {
    EmbeddingTable rows = model.tables().get(table);
    long seen = rows.rows();
    int half = rowsOfHalf(table);
    if (everyKeySeen() || seen == 0 || half == 0) {
      return seen;
    }
    int firstHalf = batches / 2;
    double exponent = Math.log((double) seen / half) / Math.log((double) batches / firstHalf);
    double growth = Math.pow((double) batchesWithNewKeys() / batches, exponent);
    long most = size.mostRows(rows.spec()).orElse(rows.spec().mostRows());
    return Math.min(most, Math.round(seen * growth));
  }

  /// What configuration and data set say of the run.
  RunSize size() {
    return size;
  }

  /// Whether the batches behind use no other keys.
  private boolean everyKeySeen() {
    return ended || batches >= batchesWithNewKeys();
  }

  private long batchesWithNewKeys() {
    return size.batchesWithNewKeys().orElse(batches);
  }

  /// Where hot rows come from; null without `belady.popularity`.
  @Nullable HotSets hotSets() {
    return hotSets;
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

  /// The bytes of a row with its state.
  long recordBytes(int table) {
    return FramePlanner.rows(model.tables().get(table)).recordBytes();
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
