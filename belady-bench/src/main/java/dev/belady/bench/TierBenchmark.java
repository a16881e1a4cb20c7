// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/// What a memory budget costs: samples per second with frames for a part of the rows, beside all
/// rows in memory, turn by turn in one process.
///
///     java -cp benchmarks.jar dev.belady.bench.TierBenchmark workloads=RMC3 percents=5
///
/// All sessions of a group are open at once and train in turn, a window each in every round. Each
/// has trained all samples before, so that no window makes a row.
final class TierBenchmark {
  private static final double DISK_SECONDS = 3;
  private static final long DISK_BYTES = 4L << 30;
  private static final int DISK_THREADS = 16;

  private TierBenchmark() {}

  /// Runs with the arguments of [TierOptions].
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    TierOptions options = TierOptions.parse(arguments);
    double disk = 0;
    if (options.stores().contains("direct")) {
      disk = diskBytesPerSecond(options);
      System.out.printf(
          Locale.ROOT,
          "disk, pages at random places, as many reads as writes, %d threads: %.1f MB/s%n",
          DISK_THREADS,
          disk * 1e-6);
    }
    for (BenchmarkOptions group : options.groups()) {
      run(options, group, disk).forEach(System.out::println);
    }
  }

  private static double diskBytesPerSecond(TierOptions options)
      throws IOException, InterruptedException, ExecutionException {
    Files.createDirectories(options.directory());
    Path file = options.directory().resolve("disk-benchmark");
    try {
      DiskBenchmark.fill(file, DISK_BYTES);
      return 4096
          * DiskBenchmark.callsPerSecond(
              file, true, DiskBenchmark.Access.BOTH, 4096, DISK_THREADS, DISK_SECONDS);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /// Compares the contenders of one group.
  ///
  /// @return the lines of its table
  static List<String> run(TierOptions options, BenchmarkOptions group, double diskBytesPerSecond)
      throws IOException, InterruptedException {
    Path data = WorkloadData.file(group);
    long bytes = tableBytes(group);
    List<TierContender> contenders = new ArrayList<>();
    try {
      TierContender resident = TierContender.resident(group, data);
      contenders.add(resident);
      for (String store : options.stores()) {
        for (double percent : options.percents()) {
          contenders.add(TierContender.framed(group, data, options, store, percent, bytes));
        }
      }
      for (int round = 0; round < options.rounds(); round++) {
        for (TierContender contender : contenders) {
          contender.window(options.seconds());
        }
      }
      List<String> lines = new ArrayList<>();
      lines.add(
          String.format(
              Locale.ROOT,
              "%s, %s (exponent %s), %s: tables of %.1f MB, batches of %d, %d threads",
              group.workload().name(),
              group.keys(),
              group.keys().exponent(),
              group.optimizer(),
              bytes * 1e-6,
              group.batch(),
              group.threads()));
      lines.add(TierContender.heading());
      contenders.forEach(contender -> lines.add(contender.line(resident, diskBytesPerSecond)));
      return lines;
    } finally {
      contenders.forEach(TierContender::close);
    }
  }

  /// The bytes of the records of all rows of the tables, used or not.
  private static long tableBytes(BenchmarkOptions group) {
    long rows = group.workload().tables().stream().mapToLong(Long::longValue).sum();
    int states = group.optimizer().states();
    return rows * group.workload().dim() * (1L + states) * Float.BYTES;
  }
}
