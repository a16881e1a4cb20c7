// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.train.Readers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeasuredSessionTest {
  private static final int ROWS = 4320;
  private static final int DIM = 8;

  @TempDir private Path folder;

  @Test
  void peersGetTheFirstValues() throws IOException, InterruptedException {
    BenchmarkOptions options = options("sgd");
    try (MeasuredSession session = MeasuredSession.open(options)) {
      PeerFiles.write(options, session.data(), session.model());
      float[] row = new float[DIM];
      session.model().tables().getFirst().read(ROWS - 1, row, 0, DIM);
      ByteBuffer table =
          ByteBuffer.wrap(Files.readAllBytes(folder.resolve("table0.f32")))
              .order(ByteOrder.LITTLE_ENDIAN);
      assertThat(table.capacity()).isEqualTo(ROWS * DIM * 4);
      assertThat(table.getFloat((ROWS - 1) * DIM * 4)).isEqualTo(row[0]);
      assertThat(Files.size(folder.resolve("dense.f32")))
          .isEqualTo(4L * session.model().parameters().length);
      assertThat(Files.readString(folder.resolve("shape.json")))
          .contains("[\"bottom0.weight\", 13, 16], [\"bottom0.bias\", 1, 16]", "\"dim\": 8");
    }
  }

  @Test
  void aStepMovesEachDistinctRowOfABatchThreeTimes() throws IOException, InterruptedException {
    BenchmarkOptions options = options("adagrad");
    double expected = 0;
    ModelConfig config = WorkloadConfig.training(options, WorkloadData.file(options));
    try (BatchReader reader =
        BatchReader.start(
            Readers.trainSource(config, new BadRecords(0)), Readers.trainOptions(config))) {
      for (int b = 0; b < 4; b++) {
        Batch batch = Objects.requireNonNull(reader.take());
        Set<Long> keys = new HashSet<>();
        for (int i = 0; i < batch.sparse(0).size(); i++) {
          keys.add(batch.sparse(0).keys()[i]);
        }
        // Weights are read for the lookup; weights and AdaGrad's state are read and written.
        expected += keys.size() * 4.0 * (DIM + 2 * 2 * DIM) / 4 / options.batch();
        reader.recycle(batch);
      }
    }
    try (MeasuredSession session = MeasuredSession.open(options)) {
      assertThat(RowTraffic.bytesPerSample(options, session.data(), session.model()))
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(FormatFiles.Format.class)
  void everyFormatHasTheSameKeys(FormatFiles.Format format)
      throws IOException, InterruptedException {
    // Criteo's lines have 26 categories, so this is the smallest workload for it.
    BenchmarkOptions options =
        BenchmarkOptions.parse(
            new String[] {"workload=RMC2", "batch=64", "samples=128", "directory=" + folder});
    ModelConfig config = FormatFiles.config(options, format);
    ModelConfig raw = WorkloadConfig.training(options, WorkloadData.file(options));
    try (BatchReader reader = reader(config);
        BatchReader expected = reader(raw)) {
      for (int b = 0; b < 4; b++) {
        Batch batch = Objects.requireNonNull(reader.take());
        Batch of = Objects.requireNonNull(expected.take());
        assertThat(batch.sparse(0).size()).isEqualTo(26 * 64);
        assertThat(batch.sparse(0).keys()).startsWith(of.sparse(0).keys());
        assertThat(batch.labels()).isEqualTo(of.labels());
      }
    }
  }

  private static BatchReader reader(ModelConfig config) {
    return BatchReader.start(
        Readers.trainSource(config, new BadRecords(0)), Readers.trainOptions(config));
  }

  private BenchmarkOptions options(String optimizer) {
    return BenchmarkOptions.parse(
        new String[] {
          "workload=SMOKE",
          "batch=64",
          "samples=2048",
          "optimizer=" + optimizer,
          "directory=" + folder
        });
  }
}
