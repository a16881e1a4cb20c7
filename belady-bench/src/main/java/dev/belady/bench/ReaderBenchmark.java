// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.BatchReader;
import dev.belady.train.Readers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How fast each format is read, alone and below a training, and how long training waits for it.
///
///     java -cp benchmarks.jar dev.belady.bench.ReaderBenchmark workload=RMC2 batch=2048 threads=2
///
/// The files are in the page cache. Formats take turns: a window of reading each, then a window of
/// training each, all with one decoding thread. Prints a Markdown table of medians.
final class ReaderBenchmark {
  private ReaderBenchmark() {}

  private record Reading(double samplesPerSecond, double decoderMicros) {}

  /// Runs with the arguments of [BenchmarkOptions].
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchmarkOptions options = BenchmarkOptions.parse(arguments);
    Map<FormatFiles.Format, ModelConfig> configs = new EnumMap<>(FormatFiles.Format.class);
    for (FormatFiles.Format format : FormatFiles.Format.values()) {
      configs.put(format, FormatFiles.config(options, format));
    }
    Map<FormatFiles.Format, List<Reading>> readings = read(options, configs);
    Map<FormatFiles.Format, List<MeasuredSession.Window>> windows = train(options, configs);
    System.out.println(
        "| format | bytes a sample | read alone, samples/s | CPU us a sample of the decoder |"
            + " training, samples/s | waits for data |");
    System.out.println("| --- | --: | --: | --: | --: | --: |");
    for (FormatFiles.Format format : configs.keySet()) {
      List<Reading> alone = readings.getOrDefault(format, List.of());
      List<MeasuredSession.Window> trained = windows.getOrDefault(format, List.of());
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0fk | %.2f | %.1fk | %.2f%% |%n",
          format,
          FormatFiles.bytesPerSample(options, format),
          median(alone.stream().mapToDouble(Reading::samplesPerSecond).toArray()) / 1000,
          median(alone.stream().mapToDouble(Reading::decoderMicros).toArray()),
          median(trained.stream().mapToDouble(MeasuredSession.Window::samplesPerSecond).toArray())
              / 1000,
          100 * median(trained.stream().mapToDouble(MeasuredSession.Window::dataWait).toArray()));
    }
  }

  private static Map<FormatFiles.Format, List<Reading>> read(
      BenchmarkOptions options, Map<FormatFiles.Format, ModelConfig> configs)
      throws InterruptedException {
    Map<FormatFiles.Format, List<Reading>> readings = new EnumMap<>(FormatFiles.Format.class);
    for (int round = -1; round < options.timing().windows(); round++) {
      for (Map.Entry<FormatFiles.Format, ModelConfig> entry : configs.entrySet()) {
        Reading reading = read(entry.getValue(), options.timing().seconds());
        if (round >= 0) {
          readings.computeIfAbsent(entry.getKey(), ignored -> new ArrayList<>()).add(reading);
        }
      }
    }
    return readings;
  }

  private static Reading read(ModelConfig config, double seconds) throws InterruptedException {
    ThreadTimes times = new ThreadTimes();
    try (BatchReader reader =
        BatchReader.start(
            Readers.trainSource(config, new BadRecords(0)), Readers.trainOptions(config))) {
      times.started();
      long decoderBefore = times.nanos("belady-decode");
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long samples = 0;
      long now;
      do {
        Batch batch = reader.take();
        if (batch == null) {
          throw new IllegalStateException("the data ended");
        }
        samples += batch.size();
        reader.recycle(batch);
        now = System.nanoTime();
      } while (now < end);
      double decoder = times.nanos("belady-decode") - decoderBefore;
      return new Reading(samples / ((now - start) * 1e-9), decoder * 1e-3 / samples);
    }
  }

  private static Map<FormatFiles.Format, List<MeasuredSession.Window>> train(
      BenchmarkOptions options, Map<FormatFiles.Format, ModelConfig> configs)
      throws IOException, InterruptedException {
    Map<FormatFiles.Format, List<MeasuredSession.Window>> windows =
        new EnumMap<>(FormatFiles.Format.class);
    Map<FormatFiles.Format, MeasuredSession> sessions = new EnumMap<>(FormatFiles.Format.class);
    try {
      for (Map.Entry<FormatFiles.Format, ModelConfig> entry : configs.entrySet()) {
        MeasuredSession session = MeasuredSession.open(options, entry.getValue());
        sessions.put(entry.getKey(), session);
        session.window(options.timing().warmup());
      }
      for (int round = 0; round < options.timing().windows(); round++) {
        for (Map.Entry<FormatFiles.Format, MeasuredSession> entry : sessions.entrySet()) {
          windows
              .computeIfAbsent(entry.getKey(), ignored -> new ArrayList<>())
              .add(entry.getValue().window(options.timing().seconds()));
        }
      }
    } finally {
      sessions.values().forEach(MeasuredSession::close);
    }
    return windows;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
  }
}
