// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.tier.DiskCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What a disk does with the calls of a row store: positional reads and writes at random places of
/// one file, through the page cache and past it, by a number of threads.
///
///     java -cp benchmarks.jar dev.belady.bench.DiskBenchmark directory=/scratch gib=8 seconds=3
///
/// The file is made once and removed at the end. The page cache holds what memory permits: a
/// buffered line means something only where the file is larger, or the cache was emptied.
final class DiskBenchmark {
  private DiskBenchmark() {}

  /// Runs with arguments `name=value`: `directory`, `gib`, `seconds`, `threads=1,2,4`,
  /// `bytes=4096,65536`.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      given.put(parts[0], parts[1]);
    }
    Path file = Path.of(given.getOrDefault("directory", "target"), "disk-benchmark");
    long bytes = Long.parseLong(given.getOrDefault("gib", "8")) << 30;
    double seconds = Double.parseDouble(given.getOrDefault("seconds", "3"));
    try {
      System.out.printf(Locale.ROOT, "write %d GiB in order: ", bytes >> 30);
      System.out.printf(Locale.ROOT, "%.0f MB/s%n", DiskCalls.fill(file, bytes, true) * 1e-6);
      for (String size : given.getOrDefault("bytes", "4096,65536").split(",", -1)) {
        for (String threads : given.getOrDefault("threads", "1,2,4,8,16").split(",", -1)) {
          for (boolean direct : new boolean[] {false, true}) {
            for (DiskCalls.Access access : DiskCalls.Access.values()) {
              int callBytes = Integer.parseInt(size);
              double rate =
                  new DiskCalls(file, direct, callBytes, Integer.parseInt(threads))
                      .perSecond(access, seconds);
              System.out.printf(
                  Locale.ROOT,
                  "%6d bytes %2s threads %-8s %-5s %9.0f calls/s %7.1f MB/s%n",
                  callBytes,
                  threads,
                  direct ? "direct" : "buffered",
                  access,
                  rate,
                  rate * callBytes * 1e-6);
            }
          }
        }
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
