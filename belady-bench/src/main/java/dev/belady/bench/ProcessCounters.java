// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The bytes that this process has moved between memory and disks, and the processor time that
/// others took, as Linux counts them. Writes through the page cache count when a page becomes
/// dirty; elsewhere all are 0.
///
/// @param readBytes bytes read from disks
/// @param writtenBytes bytes written to disks
/// @param othersTicks processor time of all other processes, in hundredths of a second
record ProcessCounters(long readBytes, long writtenBytes, long othersTicks) {
  private static final Path FILE = Path.of("/proc/self/io");
  private static final Path OWN_TIME = Path.of("/proc/self/stat");
  private static final Path ALL_TIME = Path.of("/proc/stat");

  /// The fields of the line of all processors that are work: user, nice, system, interrupts.
  private static final int[] WORK = {1, 2, 3, 6, 7};

  /// The counts so far.
  static ProcessCounters now() {
    if (!Files.isReadable(FILE)) {
      return new ProcessCounters(0, 0, 0);
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
    return new ProcessCounters(read, written, othersTime());
  }

  private static long othersTime() {
    try {
      String own = Files.readString(OWN_TIME);
      // Behind the name in brackets, which may have spaces: state, ..., user time, system time.
      String[] ownFields = own.substring(own.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = -Long.parseLong(ownFields[11]) - Long.parseLong(ownFields[12]);
      String[] all = Files.readAllLines(ALL_TIME).getFirst().split(" +", -1);
      for (int field : WORK) {
        ticks += Long.parseLong(all[field]);
      }
      return ticks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
