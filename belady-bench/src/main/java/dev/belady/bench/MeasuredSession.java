// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import com.sun.management.ThreadMXBean;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.model.Model;
import dev.belady.train.Session;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// A session of a benchmark's model whose steps are timed: reading, resolving, forward, backward,
/// update.
///
/// The samples come from a Raw file that the page cache holds; decoding and resolving them is part
/// of what is measured. All rows exist before the first step. What is measured comes as JSON
/// objects of one line each.
final class MeasuredSession implements AutoCloseable {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int FIRST_LOSSES = 20;

  private final BenchmarkOptions options;
  private final Path data;
  private final Session session;

  private MeasuredSession(BenchmarkOptions options, Path data, Session session) {
    this.options = options;
    this.data = data;
    this.session = session;
  }

  /// A session before its first step.
  static MeasuredSession open(BenchmarkOptions options) throws IOException, InterruptedException {
    return open(options, WorkloadConfig.training(options, WorkloadData.file(options)));
  }

  /// A session with the same samples from elsewhere.
  static MeasuredSession open(BenchmarkOptions options, ModelConfig config)
      throws IOException, InterruptedException {
    Session session = Session.open(config);
    FilledTables.fill(session.model());
    session.startDataReading();
    return new MeasuredSession(options, WorkloadData.file(options), session);
  }

  /// The model; nobody trains while it is read.
  Model model() {
    return session.model();
  }

  /// The file of the samples.
  Path data() {
    return data;
  }

  /// What runs.
  String description() {
    return String.format(
        Locale.ROOT,
        "{\"event\": \"start\", \"implementation\": \"belady\", \"path\": \"%s\","
            + " \"workload\": \"%s\", \"batch\": %d, \"threads\": %d, \"version\": \"Java %s\"}",
        session.kernelProvider(),
        options.workload().name(),
        options.batch(),
        session.threads(),
        Runtime.version());
  }

  /// Trains some steps and tells the loss of each.
  String losses() throws InterruptedException {
    double[] losses = new double[FIRST_LOSSES];
    for (int i = 0; i < losses.length; i++) {
      session.train();
      losses[i] = session.currentLoss();
    }
    return String.format(
        Locale.ROOT,
        "{\"event\": \"losses\", \"values\": [%s]}",
        Arrays.stream(losses).mapToObj(Double::toString).collect(Collectors.joining(", ")));
  }

  /// What some seconds of training have shown.
  ///
  /// @param samplesPerSecond by the wall's clock
  /// @param cpuMicros processor time of the whole process per sample
  /// @param dataWait the part of the time in which training waited for samples to be read
  /// @param allocatedPerStep bytes that all threads together allocated on the heap, per step
  record Window(
      double samplesPerSecond, double cpuMicros, double dataWait, double allocatedPerStep) {
    String json() {
      return String.format(
          Locale.ROOT,
          "{\"event\": \"window\", \"samples_per_second\": %.0f, \"cpu_us_per_sample\": %.3f,"
              + " \"data_wait\": %.4f, \"allocated_per_step\": %.0f}",
          samplesPerSecond,
          cpuMicros,
          dataWait,
          allocatedPerStep);
    }
  }

  /// Trains for some seconds, at least two steps, the first of which does not count: after a pause
  /// it finds what it needs in no cache, and its batch already read.
  Window window(double seconds) throws InterruptedException {
    session.train();
    long before = session.samplesTrained();
    long waitedBefore = session.dataWaitNanos();
    long allocatedBefore = THREADS.getTotalThreadAllocatedBytes();
    long cpuBefore = cpuNanos();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long now;
    do {
      session.train();
      now = System.nanoTime();
    } while (now < end);
    double samples = session.samplesTrained() - before;
    double steps = samples / options.batch();
    return new Window(
        samples / ((now - start) * 1e-9),
        (cpuNanos() - cpuBefore) * 1e-3 / samples,
        (double) (session.dataWaitNanos() - waitedBefore) / (now - start),
        (THREADS.getTotalThreadAllocatedBytes() - allocatedBefore) / steps);
  }

  /// What a sample needs, and what the machine has.
  ///
  /// @param flops operations of matrix products per sample
  /// @param rowBytes bytes of rows per sample
  /// @param peakFlops operations per second of a matrix product in the caches, all threads
  /// @param peakRowBytes bytes per second of rows read at random places, all threads
  record Roof(long flops, double rowBytes, double peakFlops, double peakRowBytes) {
    String json() {
      return String.format(
          Locale.ROOT,
          "{\"event\": \"roof\", \"flops_per_sample\": %d, \"row_bytes_per_sample\": %.0f,"
              + " \"gemm_gflops\": %.1f, \"row_gbytes\": %.2f}",
          flops,
          rowBytes,
          peakFlops * 1e-9,
          peakRowBytes * 1e-9);
    }
  }

  /// Measures the machine.
  Roof roof() throws IOException, InterruptedException {
    Kernels kernels = KernelProvider.select();
    return new Roof(
        FloatOperations.perSample(model().network()),
        RowTraffic.bytesPerSample(options, data, model()),
        GemmPeak.measure(kernels.gemm(), session.threads()),
        RowBandwidth.measure(kernels.rows(), model(), session.threads()));
  }

  @Override
  public void close() {
    session.close();
  }

  /// Processor time of all threads so far.
  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }
}
