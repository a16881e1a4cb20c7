// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.tier.DiskCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a memory budget costs: samples per second with frames for a part of the rows, beside all
/// rows in memory, turn by turn in one process.
///
///     java -cp benchmarks.jar dev.belady.bench.TierBenchmark workloads=RMC3 percents=5
///
/// In every round each contender of a group opens a session, trains all samples once, so that the
/// window then makes no row, and closes it. The rounds begin at different contenders. So what
/// differs between sessions that do the same shows as spread.
final class TierBenchmark {
  private static final double DISK_SECONDS = 3;
  private static final long DISK_BYTES = 4L << 30;
  private static final int DISK_THREADS = 16;

  private TierBenchmark() {}

  /// Runs with the arguments of [TierOptions].
  public static void main(String[] arguments) throws IOException, InterruptedException {
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
      throws IOException, InterruptedException {
    Files.createDirectories(options.directory());
    Path file = options.directory().resolve("disk-benchmark");
    try {
      DiskCalls.fill(file, DISK_BYTES, true);
      return 4096
          * new DiskCalls(file, true, 4096, DISK_THREADS)
              .perSecond(DiskCalls.Access.BOTH, DISK_SECONDS);
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
    TierContender resident = TierContender.resident();
    List<TierContender> contenders = new ArrayList<>(List.of(resident));
    for (String store : options.stores()) {
      for (double percent : options.percents()) {
        contenders.add(TierContender.framed(store, percent, bytes));
      }
    }
    resident.warmUp(group, options, data);
    contenders.getLast().warmUp(group, options, data);
    for (int round = 0; round < options.rounds(); round++) {
      for (int i = 0; i < contenders.size(); i++) {
        contenders.get((i + round) % contenders.size()).measure(group, options, data);
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
  }

  /// The bytes of the records of all rows of the tables, used or not.
  private static long tableBytes(BenchmarkOptions group) {
    long rows = group.workload().tables().stream().mapToLong(Long::longValue).sum();
    int states = group.optimizer().states();
    return rows * group.workload().dim() * (1L + states) * Float.BYTES;
  }
}
