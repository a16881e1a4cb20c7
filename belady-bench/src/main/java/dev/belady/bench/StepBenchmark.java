// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ModelConfig;
import dev.belady.kernel.KernelProvider;
import dev.belady.train.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Samples per second of whole training steps: reading, resolving, forward, backward, update.
///
/// The samples come from a Raw file that the page cache holds; decoding and resolving them is part
/// of what is measured. All rows exist before the first step.
///
///     java -cp benchmarks.jar dev.belady.bench.StepBenchmark workload=RMC2 batch=2048 threads=2
///
/// Prints one JSON object a line: the losses of the first steps, each window, and the result with
/// the fraction of the roofline, that is, of the speed at which nothing but the counted matrix
/// products takes time.
final class StepBenchmark {
  private static final int FIRST_LOSSES = 20;

  private StepBenchmark() {}

  /// Runs with the arguments of [BenchmarkOptions].
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchmarkOptions options = BenchmarkOptions.parse(arguments);
    Path data = WorkloadData.file(options);
    ModelConfig config = WorkloadConfig.training(options, data);
    try (Session session = Session.open(config)) {
      FilledTables.fill(session.model());
      session.startDataReading();
      System.out.printf(
          Locale.ROOT,
          "{\"event\": \"start\", \"implementation\": \"belady\", \"path\": \"%s\","
              + " \"workload\": \"%s\", \"batch\": %d, \"threads\": %d, \"java\": \"%s\"}%n",
          session.kernelProvider(),
          options.workload().name(),
          options.batch(),
          session.threads(),
          Runtime.version());
      printFirstLosses(session);
      measure(session, options);
    }
  }

  private static void printFirstLosses(Session session) throws InterruptedException {
    double[] losses = new double[FIRST_LOSSES];
    for (int i = 0; i < losses.length; i++) {
      session.train();
      losses[i] = session.currentLoss();
    }
    System.out.printf(
        Locale.ROOT,
        "{\"event\": \"losses\", \"values\": [%s]}%n",
        Arrays.stream(losses).mapToObj(Double::toString).collect(Collectors.joining(", ")));
  }

  private static void measure(Session session, BenchmarkOptions options)
      throws InterruptedException {
    BenchmarkOptions.Timing timing = options.timing();
    samplesPerSecond(session, timing.warmup());
    double[] windows = new double[timing.windows()];
    long waitedBefore = session.dataWaitNanos();
    long samplesBefore = session.samplesTrained();
    long cpuBefore = cpuNanos();
    long start = System.nanoTime();
    for (int i = 0; i < windows.length; i++) {
      windows[i] = samplesPerSecond(session, timing.seconds());
      System.out.printf(
          Locale.ROOT, "{\"event\": \"window\", \"samples_per_second\": %.0f}%n", windows[i]);
    }
    double waited = (double) (session.dataWaitNanos() - waitedBefore) / (System.nanoTime() - start);
    double cpuMicros = (cpuNanos() - cpuBefore) * 1e-3 / (session.samplesTrained() - samplesBefore);
    Arrays.sort(windows);
    double median = (windows[(windows.length - 1) / 2] + windows[windows.length / 2]) / 2;
    long operations = FloatOperations.perSample(session.model().network());
    double peak = GemmPeak.measure(KernelProvider.select().gemm(), session.threads());
    System.out.printf(
        Locale.ROOT,
        "{\"event\": \"result\", \"median\": %.0f, \"min\": %.0f, \"max\": %.0f, \"loss\": %.6f,"
            + " \"cpu_us_per_sample\": %.3f, \"data_wait\": %.3f, \"flops_per_sample\": %d,"
            + " \"gemm_gflops\": %.1f, \"roofline_fraction\": %.3f}%n",
        median,
        windows[0],
        windows[windows.length - 1],
        session.currentLoss(),
        cpuMicros,
        waited,
        operations,
        peak * 1e-9,
        median * operations / peak);
  }

  /// Trains for some seconds, at least one step.
  private static double samplesPerSecond(Session session, double seconds)
      throws InterruptedException {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long before = session.samplesTrained();
    long now;
    do {
      session.train();
      now = System.nanoTime();
    } while (now < end);
    return (session.samplesTrained() - before) / ((now - start) * 1e-9);
  }

  /// Processor time of all threads so far.
  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }
}
