// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.Split;
import dev.belady.train.Readers;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The samples of a benchmark in every format, all with the same keys.
final class FormatFiles {
  private static final int READ_SAMPLES = 4096;
  private static final long SAMPLES_PER_FILE = 65_536;

  /// A format, and how its files are made and read.
  enum Format {
    RAW("Raw", "data.bin", "I32"),
    NORM("Norm", "file_list.txt", "I32"),
    PARQUET("Parquet", "_file_list.txt", "I64"),
    CRITEO("Criteo", "data.tsv", "I64");

    private final String name;
    private final String file;
    private final String keyType;

    Format(String name, String file, String keyType) {
      this.name = name;
      this.file = file;
      this.keyType = keyType;
    }
  }

  private FormatFiles() {}

  /// A configuration that trains on the samples in a format, whose files are written when they are
  /// not there.
  static ModelConfig config(BenchmarkOptions options, Format format) throws IOException {
    Path raw = WorkloadData.file(options);
    Path folder = folder(options, format);
    Path file = folder.resolve(format.file);
    ModelConfig config =
        WorkloadConfig.training(
            options,
            raw,
            ConfigOverrides.of(
                List.of(
                    "data.format=" + format.name,
                    "data.source=" + file,
                    "data.check=" + (format == Format.NORM ? "Sum" : "None"),
                    "data.options="
                        + (format == Format.CRITEO ? "{\"key_mapping\":\"modulo\"}" : "{}"),
                    "solver.input_key_type=" + format.keyType)));
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      write(WorkloadConfig.training(options, raw), config, format, file);
    }
    return config;
  }

  private static Path folder(BenchmarkOptions options, Format format) {
    return options
        .directory()
        .resolve(
            String.format(
                Locale.ROOT,
                "%s-%s-%d-%s",
                options.workload().name(),
                options.keys(),
                options.samples(),
                format.name));
  }

  /// The bytes on disk per sample.
  static double bytesPerSample(BenchmarkOptions options, Format format) throws IOException {
    try (Stream<Path> files = Files.walk(folder(options, format))) {
      long bytes = files.filter(Files::isRegularFile).mapToLong(FormatFiles::size).sum();
      return (double) bytes / options.samples();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(ModelConfig from, ModelConfig to, Format format, Path file)
      throws IOException {
    BadRecords none = new BadRecords(0);
    SampleSource samples = Readers.trainSource(from, none);
    if (format == Format.CRITEO) {
      try (BufferedWriter out = Files.newBufferedWriter(file)) {
        List<Long> sizes = from.data().slotSizes();
        forEachBatch(samples, batch -> writeText(batch, sizes, out));
      }
      return;
    }
    try (SampleWriter writer =
        SampleFormats.load()
            .get(to.data().format())
            .create(to.data().trainSource(none), SAMPLES_PER_FILE)) {
      forEachBatch(samples, writer::write);
    }
  }

  private interface BatchSink {
    void accept(Batch batch) throws IOException;
  }

  private static void forEachBatch(SampleSource samples, BatchSink sink) throws IOException {
    Batch batch = new Batch(samples.schema(), READ_SAMPLES);
    for (Split split : samples.splits()) {
      try (Split.Reader reader = split.open()) {
        while (reader.read(batch) > 0) {
          sink.accept(batch);
        }
      }
    }
  }

  /// Lines of Criteo: a made-up count is a whole number near the exponential of the feature.
  private static void writeText(Batch batch, List<Long> sizes, BufferedWriter out)
      throws IOException {
    int dense = batch.schema().dense();
    long[] keys = batch.sparse(0).keys();
    StringBuilder line = new StringBuilder();
    for (int sample = 0; sample < batch.size(); sample++) {
      line.setLength(0);
      line.append((int) batch.labels()[sample]);
      for (int d = 0; d < dense; d++) {
        line.append('\t').append((int) Math.exp(Math.abs(batch.dense()[sample * dense + d])));
      }
      long first = 0;
      for (int slot = 0; slot < sizes.size(); slot++) {
        long key = keys[sample * sizes.size() + slot] - first;
        line.append('\t').append(String.format(Locale.ROOT, "%08x", key));
        first += sizes.get(slot);
      }
      out.append(line).append('\n');
    }
  }
}
