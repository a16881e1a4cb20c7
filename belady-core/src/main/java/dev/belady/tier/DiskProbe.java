// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import dev.belady.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A short measurement of the disk below a folder with the calls of a [FileRowStore]: many threads
/// that read single pages, and that fill pages up, which is a read and a write each. It goes past
/// the page cache where it can, whether the store will or not: what the cache has costs nothing,
/// and how much that will be nobody knows.
///
/// @param threads threads that called at once
/// @param writeBytesPerSecond of large blocks in order, until they are really there
/// @param readPagesPerSecond single pages at random places
/// @param rewrittenPagesPerSecond pages at random places that are read and then written
/// @param cached whether the pages came from the operating system's cache, because the file system
///   knows no direct calls: they say nothing about the disk then
public record DiskProbe(
    int threads,
    double writeBytesPerSecond,
    double readPagesPerSecond,
    double rewrittenPagesPerSecond,
    boolean cached) {
  private static final long FILE_BYTES = 64L << 20;
  private static final double SECONDS = 0.4;

  /// Measures in `folder`, for less than two seconds on most disks; takes 64 MiB there meanwhile.
  ///
  /// @param threads threads that call at once
  /// @throws DataException when the folder cannot be written
  public static DiskProbe of(Path folder, int threads) throws InterruptedException {
    try {
      Path file = Files.createTempFile(folder, "belady-probe-", ".tmp");
      try {
        boolean direct = DirectAccess.offeredFor(folder);
        double writeBytes = DiskCalls.fill(file, FILE_BYTES, direct);
        DiskCalls calls = new DiskCalls(file, direct, FileRowStore.PAGE_BYTES, threads);
        return new DiskProbe(
            threads,
            writeBytes,
            calls.perSecond(DiskCalls.Access.READ, SECONDS),
            calls.perSecond(DiskCalls.Access.BOTH, SECONDS) / 2,
            !direct);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new DataException("the disk cannot be measured: " + e + " (" + folder + ")", e);
    }
  }
}
