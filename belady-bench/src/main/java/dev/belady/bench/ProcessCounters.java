// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The bytes that this process has moved between memory and disks, as Linux counts them. Writes
/// through the page cache count when a page becomes dirty; elsewhere all are 0.
///
/// @param readBytes bytes read from disks
/// @param writtenBytes bytes written to disks
record ProcessCounters(long readBytes, long writtenBytes) {
  private static final Path FILE = Path.of("/proc/self/io");

  /// The counts so far.
  static ProcessCounters now() {
    if (!Files.isReadable(FILE)) {
      return new ProcessCounters(0, 0);
    }
    long read = 0;
    long written = 0;
    try {
      for (String line : Files.readAllLines(FILE)) {
        String[] parts = line.split(": ", 2);
        switch (parts[0]) {
          case "read_bytes" -> read = Long.parseLong(parts[1]);
          case "write_bytes" -> written = Long.parseLong(parts[1]);
          default -> {}
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ProcessCounters(read, written);
  }
}
