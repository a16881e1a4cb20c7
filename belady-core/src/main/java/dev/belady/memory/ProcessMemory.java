// SPDX-License-Identifier: Apache-2.0
package dev.belady.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The physical memory that this process takes.
public final class ProcessMemory {
  private ProcessMemory() {}

  /// The most bytes that this process has had so far; empty where the system does not tell.
  public static OptionalLong peak() {
    return peak(Path.of("/proc/self/status"));
  }

  /// As [#peak], from a file like Linux's.
  static OptionalLong peak(Path status) {
    if (!Files.isReadable(status)) {
      return OptionalLong.empty();
    }
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) << 10);
        }
      }
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
