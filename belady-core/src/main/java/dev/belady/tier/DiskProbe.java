// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import dev.belady.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SplittableRandom;

/// A short measurement of the disk below a folder: how fast it takes blocks, until they are really
/// there, and how fast single pages are read back.
///
/// @param writeBytesPerSecond of blocks of 256 KiB, with the final flush to the device
/// @param readPagesPerSecond of single 4 KiB pages at random places, by one thread
/// @param cached whether the pages came from the operating system's cache, because the file system
///   knows no direct reads: they say nothing about the disk then
public record DiskProbe(double writeBytesPerSecond, double readPagesPerSecond, boolean cached) {
  private static final int PAGE = 4096;
  private static final int BLOCK = 256 << 10;
  private static final int BLOCKS = 256;
  private static final long READ_NANOS = 400_000_000;

  /// Measures in `folder`, for less than two seconds on most disks; takes 64 MiB there meanwhile.
  ///
  /// @throws DataException when the folder cannot be written
  public static DiskProbe of(Path folder) {
    try {
      Path file = Files.createTempFile(folder, "belady-probe-", ".tmp");
      try {
        double write = write(file);
        Optional<OpenOption> direct = direct();
        if (direct.isPresent()) {
          try {
            return new DiskProbe(write, read(file, direct.get()), false);
          } catch (IOException | UnsupportedOperationException _) {
            // The file system has no direct reads.
          }
        }
        return new DiskProbe(write, read(file, StandardOpenOption.READ), true);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new DataException("the disk cannot be measured: " + e + " (" + folder + ")", e);
    }
  }

  /// The JDK's option for reads past the cache, which is in a module that need not be there.
  private static Optional<OpenOption> direct() {
    try {
      for (Object option :
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
        if (option.toString().equals("DIRECT")) {
          return Optional.of((OpenOption) option);
        }
      }
      return Optional.empty();
    } catch (ClassNotFoundException _) {
      return Optional.empty();
    }
  }

  private static double write(Path file) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    SplittableRandom random = new SplittableRandom(1);
    while (block.hasRemaining()) {
      block.putLong(random.nextLong());
    }
    long start = System.nanoTime();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < BLOCKS; i++) {
        block.clear();
        while (block.hasRemaining()) {
          channel.write(block);
        }
      }
      channel.force(false);
    }
    return (double) BLOCK * BLOCKS / (System.nanoTime() - start) * 1e9;
  }

  private static double read(Path file, OpenOption option) throws IOException {
    ByteBuffer page = ByteBuffer.allocateDirect(2 * PAGE).alignedSlice(PAGE).limit(PAGE);
    SplittableRandom random = new SplittableRandom(2);
    int pages = 0;
    long start = System.nanoTime();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, option)) {
      do {
        page.clear().limit(PAGE);
        channel.read(page, (long) random.nextInt(BLOCK / PAGE * BLOCKS) * PAGE);
        pages++;
      } while (System.nanoTime() - start < READ_NANOS);
    }
    return pages / ((System.nanoTime() - start) * 1e-9);
  }
}
