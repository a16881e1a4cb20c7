// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Measures what a disk does with the calls of a [FileRowStore]: positional reads and writes at
/// random places of one file by several threads.
///
/// @param file an existing file, which is overwritten
/// @param direct whether to go past the page cache
/// @param callBytes the bytes of a call, a multiple of a page
/// @param threads threads that call at once
public record DiskCalls(Path file, boolean direct, int callBytes, int threads) {
  private static final int BLOCK = 1 << 20;
  private static final int ALIGNMENT = 4096;

  /// What one thread does in turn.
  public enum Access {
    /// Reads only.
    READ,
    /// Writes only.
    WRITE,
    /// One read, and one write at the same place, as groups are filled up.
    BOTH
  }

  /// Writes a file in order, with the final flush to the device.
  ///
  /// @param direct whether to go past the page cache
  /// @return bytes per second
  public static double fill(Path file, long bytes, boolean direct) throws IOException {
    long start = System.nanoTime();
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            open(file, direct, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer block = arena.allocate(BLOCK, ALIGNMENT).asByteBuffer();
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < BLOCK; i += 8) {
        block.putLong(i, random.nextLong());
      }
      for (long at = 0; at < bytes; at += BLOCK) {
        channel.write(block.clear(), at);
      }
      channel.force(false);
    }
    return bytes / ((System.nanoTime() - start) * 1e-9);
  }

  /// Calls at random multiples of `callBytes`, for some seconds; what they wrote need not be on the
  /// device at the end.
  ///
  /// @return calls per second
  public double perSecond(Access access, double seconds) throws IOException, InterruptedException {
    try (FileChannel channel =
            open(file, direct, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      long places = channel.size() / callBytes;
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      List<Future<Long>> counts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        long seed = start + t;
        counts.add(pool.submit(() -> calls(channel, access, places, seed, end)));
      }
      long calls = 0;
      for (Future<Long> count : counts) {
        calls += count.get();
      }
      return calls / ((System.nanoTime() - start) * 1e-9);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UncheckedIOException failure) {
        throw failure.getCause();
      }
      throw new IllegalStateException("a measuring thread failed", e);
    }
  }

  private long calls(FileChannel channel, Access access, long places, long seed, long end) {
    SplittableRandom random = new SplittableRandom(seed);
    long calls = 0;
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer buffer = arena.allocate(callBytes, ALIGNMENT).asByteBuffer();
      while (System.nanoTime() < end) {
        long place = random.nextLong(places) * callBytes;
        if (access != Access.WRITE) {
          channel.read(buffer.clear(), place);
          calls++;
        }
        if (access != Access.READ) {
          channel.write(buffer.clear(), place);
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
