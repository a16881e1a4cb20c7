// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleSource;
import dev.belady.data.SampleWriter;
import dev.belady.data.Split;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Once its buffers have their size, a run allocates next to nothing, whatever the batch: all
/// threads together, readers, planner, mover, stores and workers.
///
/// What is left are messages between threads and waiting on locks, a few hundred bytes a step. The
/// kernels are the scalar ones, since vectors are objects until their code is compiled.
class StepAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final String SGD = "{'type':'SGD','sgd_hparam':{'learning_rate':0.1}}";
  private static final int STEPS = 24;
  private static final int ATTEMPTS = 7;

  /// Opening a file takes a buffer, so no attempt may need more than one file.
  private static final int SAMPLES_PER_FILE = 1 << 20;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "Raw, 64, '', 1500",
    "Raw, 1024, '', 1500",
    "Norm, 1024, '', 1500",
    "Raw, 64, MEMORY, 8000",
    "Raw, 1024, MEMORY, 8000",
    "Raw, 1024, FILE, 12000"
  })
  void aStepAllocatesNothingThatGrowsWithTheBatch(
      String format, int batch, String store, long mostBytes)
      throws IOException, InterruptedException {
    List<String> settings = new ArrayList<>();
    settings.add("belady.threads=2");
    settings.add("belady.reader_threads=1");
    settings.add("data.num_samples=" + (ATTEMPTS + 3) * STEPS * batch);
    if (!store.isEmpty()) {
      settings.add("belady.memory=64KiB");
      settings.add("data.slot_size_array=[100,7,20000,50,3]");
      settings.add("belady.store=" + store.toLowerCase(Locale.ROOT));
      settings.add("belady.store_folder=" + folder);
      settings.add("belady.lookahead=4");
    }
    ModelConfig config = written(format, batch, settings);
    try (Session session = Session.open(config, scalarKernels())) {
      session.startDataReading();
      train(session, STEPS);
      long least = Long.MAX_VALUE;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        long before = THREADS.getTotalThreadAllocatedBytes();
        train(session, STEPS);
        least = Math.min(least, THREADS.getTotalThreadAllocatedBytes() - before);
      }
      assertThat(least / STEPS)
          .as("bytes allocated per step: %s, batch %d, store %s", format, batch, store)
          .isLessThan(mostBytes);
    }
  }

  private static Kernels scalarKernels() {
    System.setProperty(KernelProvider.PROPERTY, "scalar");
    try {
      return KernelProvider.select();
    } finally {
      System.clearProperty(KernelProvider.PROPERTY);
    }
  }

  private static void train(Session session, int steps) throws InterruptedException {
    for (int step = 0; step < steps; step++) {
      assertThat(session.train()).isTrue();
    }
  }

  /// The configuration with its made-up samples in a file of the format.
  private ModelConfig written(String format, int batch, List<String> settings) throws IOException {
    ModelConfig madeUp = config(batch, settings);
    List<String> fromFile = new ArrayList<>(settings);
    fromFile.add("data.format=" + format);
    fromFile.add("data.source=" + folder.resolve("samples"));
    fromFile.add("data.options=null");
    fromFile.add("data.float_label_dense=true");
    ModelConfig config = config(batch, fromFile);
    BadRecords none = new BadRecords(0);
    SampleSource samples =
        SampleFormats.load().get("Synthetic").open(madeUp.data().trainSource(none));
    Batch block = new Batch(config.data().schema(), batch);
    try (SampleWriter writer =
        SampleFormats.load()
            .get(format)
            .create(config.data().trainSource(none), SAMPLES_PER_FILE)) {
      for (Split split : samples.splits()) {
        try (Split.Reader reader = split.open()) {
          while (reader.read(block) > 0) {
            writer.write(block);
          }
        }
      }
    }
    return config;
  }

  private static ModelConfig config(int batch, List<String> settings) {
    String json =
        SmallModels.json(SmallModels.DLRM, SGD, batch)
            .replace("\"nnz\":\"0-3\"", "\"nnz\":\"1\"")
            .replace("\"max_nnz\":3", "\"max_nnz\":1")
            .replace("\"I64\"", "\"I32\"");
    return ConfigFile.parse(json, "small.json", ConfigOverrides.of(settings));
  }
}
