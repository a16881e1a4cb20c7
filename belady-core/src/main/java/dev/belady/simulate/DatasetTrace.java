// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

import dev.belady.config.ConfigException;
import dev.belady.config.EmbeddingSpec;
import dev.belady.config.ModelConfig;
import dev.belady.config.SolverSpec.RunLength;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.data.DataException;
import dev.belady.data.JaggedKeys;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.model.Optimizers;
import dev.belady.train.Readers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys of a configuration's training data, in the batches and the order in which a run trains
/// on them, each table by itself. A row takes the bytes of its weights and optimizer state.
public final class DatasetTrace implements KeyTrace {
  private final ModelConfig config;
  private final List<EmbeddingSpec> embeddings = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final int[] inputs;
  private final TraceLimit limit;

  /// The trace of some tables of a model.
  ///
  /// @param names the tables by the names of their layers; empty for all
  /// @throws ConfigException when there is no such table, or none at all
  public DatasetTrace(ModelConfig config, List<String> names, TraceLimit limit) {
    this.config = config;
    this.limit =
        config.solver().length() instanceof RunLength.Iterations(long count)
            ? new TraceLimit(Math.min(count, limit.batches()), limit.samples())
            : limit;
    List<String> all = config.embeddings().stream().map(EmbeddingSpec::name).toList();
    for (String name : names) {
      if (!all.contains(name)) {
        throw new ConfigException(
            "there is no such embedding table: table="
                + name
                + ", tables="
                + String.join(", ", all)
                + " ("
                + config.file()
                + ")");
      }
    }
    if (all.isEmpty()) {
      throw new ConfigException("the model has no embedding table: " + config.file());
    }
    for (EmbeddingSpec embedding : config.embeddings()) {
      if (names.isEmpty() || names.contains(embedding.name())) {
        embeddings.add(embedding);
        tables.add(new Table(embedding.name(), recordBytes(embedding)));
      }
    }
    inputs = embeddings.stream().mapToInt(embedding -> input(embedding.input())).toArray();
  }

  private static long recordBytes(EmbeddingSpec embedding) {
    return 4L * Optimizers.of(embedding.optimizer()).recordLayout(embedding.vectorSize()).floats();
  }

  private int input(String name) {
    Schema schema = config.data().schema();
    for (int i = 0; i < schema.sparse().size(); i++) {
      if (schema.sparse().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("no sparse input " + name);
  }

  @Override
  public String name() {
    return config.file();
  }

  @Override
  public List<Table> tables() {
    return List.copyOf(tables);
  }

  @Override
  public long expectedBatches() {
    boolean bounded = limit.batches() < Long.MAX_VALUE || limit.samples() < Long.MAX_VALUE;
    return switch (config.solver().length()) {
      case RunLength.Iterations _ -> limit.batches(Long.MAX_VALUE, config.solver().batchSize());
      // How many samples there are shows only while they are read.
      case RunLength.Epochs _ ->
          bounded ? limit.batches(Long.MAX_VALUE, config.solver().batchSize()) : 0;
    };
  }

  @Override
  public Pass open() {
    SampleSource source =
        Readers.trainSource(config, new BadRecords(config.belady().skipBadRecords()));
    return new DatasetPass(BatchReader.start(source, Readers.trainOptions(config)));
  }

  private final class DatasetPass implements Pass {
    private final BatchReader reader;
    private @Nullable Batch batch;
    private int samples;
    private long batchesLeft = limit.batches();
    private long samplesLeft = limit.samples();

    DatasetPass(BatchReader reader) {
      this.reader = reader;
    }

    @Override
    public boolean next() throws InterruptedException {
      if (batch != null) {
        reader.recycle(batch);
        batch = null;
      }
      if (batchesLeft == 0 || samplesLeft == 0) {
        return false;
      }
      batch = reader.take();
      if (batch == null) {
        if (samplesLeft == limit.samples()) {
          throw new DataException("a data set must hold at least one sample: " + config.file());
        }
        return false;
      }
      samples = (int) Math.min(batch.size(), samplesLeft);
      samplesLeft -= samples;
      batchesLeft--;
      return true;
    }

    private JaggedKeys jagged(int table) {
      if (batch == null) {
        throw new IllegalStateException("there is no batch");
      }
      return batch.sparse(inputs[table]);
    }

    @Override
    public int count(int table) {
      JaggedKeys keys = jagged(table);
      return keys.offsets()[samples * keys.slots()];
    }

    @Override
    public long[] keys(int table) {
      return jagged(table).keys();
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
