// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The samples of a benchmark as a Raw file of floats and 32-bit keys, which every contender reads:
/// label, dense features, one key per table from 0 on. Labels follow a planted model.
final class WorkloadData {
  private static final int READ_SAMPLES = 4096;

  private WorkloadData() {}

  /// The file of these options, written when it is not there.
  static Path file(BenchmarkOptions options) throws IOException {
    Files.createDirectories(options.directory());
    Path file =
        options
            .directory()
            .resolve(
                String.format(
                    Locale.ROOT,
                    "%s-%s-%d.raw",
                    options.workload().name(),
                    options.keys(),
                    options.samples()));
    if (!Files.exists(file)) {
      write(options, file);
    }
    return file;
  }

  private static void write(BenchmarkOptions options, Path file) throws IOException {
    ModelConfig config = WorkloadConfig.training(options, file);
    BadRecords none = new BadRecords(0);
    SampleFormats formats = SampleFormats.load();
    SampleSource samples =
        formats.get("Synthetic").open(WorkloadConfig.synthetic(options).data().trainSource(none));
    Batch batch = new Batch(config.data().schema(), READ_SAMPLES);
    try (SampleWriter writer = formats.get("Raw").create(config.data().trainSource(none), 0)) {
      for (Split split : samples.splits()) {
        try (Split.Reader reader = split.open()) {
          while (reader.read(batch) > 0) {
            writer.write(batch);
          }
        }
      }
    }
  }
}
