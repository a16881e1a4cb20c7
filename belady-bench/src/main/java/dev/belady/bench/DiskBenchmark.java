// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.tier.DirectAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What a disk does with the calls of a row store: positional reads and writes at random places of
/// one file, through the page cache and past it, by a number of threads.
///
///     java -cp benchmarks.jar dev.belady.bench.DiskBenchmark directory=/scratch gib=8 seconds=3
///
/// The file is made once and removed at the end. The page cache holds what memory permits: a
/// buffered line means something only where the file is larger, or the cache was emptied.
final class DiskBenchmark {
  private static final int BLOCK = 1 << 20;
  private static final int ALIGNMENT = 4096;

  /// What one thread does in turn.
  enum Access {
    /// Reads only.
    READ,
    /// Writes only.
    WRITE,
    /// One read, one write.
    BOTH
  }

  private DiskBenchmark() {}

  /// Runs with arguments `name=value`: `directory`, `gib`, `seconds`, `threads=1,2,4`,
  /// `bytes=4096,65536`.
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
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
      System.out.printf(Locale.ROOT, "%.0f MB/s%n", fill(file, bytes) * 1e-6);
      for (String size : given.getOrDefault("bytes", "4096,65536").split(",", -1)) {
        for (String threads : given.getOrDefault("threads", "1,2,4,8,16").split(",", -1)) {
          for (boolean direct : new boolean[] {false, true}) {
            for (Access access : Access.values()) {
              int callBytes = Integer.parseInt(size);
              double rate =
                  callsPerSecond(
                      file, direct, access, callBytes, Integer.parseInt(threads), seconds);
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

  /// Writes a file past the page cache.
  ///
  /// @return bytes per second
  static double fill(Path file, long bytes) throws IOException {
    long start = System.nanoTime();
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            open(file, true, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer block = arena.allocate(BLOCK, ALIGNMENT).asByteBuffer();
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < BLOCK; i += 8) {
        block.putLong(i, random.nextLong());
      }
      for (long at = 0; at < bytes; at += BLOCK) {
        channel.write(block.clear(), at);
      }
    }
    return bytes / ((System.nanoTime() - start) * 1e-9);
  }

  /// Random calls of `callBytes` at multiples of that, for some seconds.
  static double callsPerSecond(
      Path file, boolean direct, Access access, int callBytes, int threads, double seconds)
      throws IOException, InterruptedException, ExecutionException {
    try (FileChannel channel =
            open(file, direct, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      long places = channel.size() / callBytes;
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      List<Future<Long>> counts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        long seed = start + t;
        counts.add(pool.submit(() -> calls(channel, access, callBytes, places, seed, end)));
      }
      long calls = 0;
      for (Future<Long> count : counts) {
        calls += count.get();
      }
      return calls / ((System.nanoTime() - start) * 1e-9);
    }
  }

  private static long calls(
      FileChannel channel, Access access, int callBytes, long places, long seed, long end) {
    SplittableRandom random = new SplittableRandom(seed);
    long calls = 0;
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer buffer = arena.allocate(callBytes, ALIGNMENT).asByteBuffer();
      while (System.nanoTime() < end) {
        if (access != Access.WRITE) {
          channel.read(buffer.clear(), random.nextLong(places) * callBytes);
          calls++;
        }
        if (access != Access.READ) {
          channel.write(buffer.clear(), random.nextLong(places) * callBytes);
          calls++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return calls;
  }

  private static FileChannel open(Path file, boolean direct, OpenOption... options)
      throws IOException {
    List<OpenOption> all = new ArrayList<>(List.of(options));
    if (direct) {
      all.add(DirectAccess.option().orElseThrow());
    }
    return FileChannel.open(file, all.toArray(OpenOption[]::new));
  }
}
