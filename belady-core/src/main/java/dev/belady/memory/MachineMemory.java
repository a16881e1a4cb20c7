// SPDX-License-Identifier: Apache-2.0
package dev.belady.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// The memory that this process may take: what the machine has available, or less where a container
/// (a control group of Linux, version 1 or 2) has a limit.
///
/// @param bytes bytes that can still be taken
/// @param source what said so, for people
public record MachineMemory(long bytes, String source) {
  /// Limits from here on mean that there is none.
  private static final long NO_LIMIT = 1L << 60;

  /// What this machine offers now; empty where the system does not tell.
  public static Optional<MachineMemory> now() {
    return at(Path.of("/"));
  }

  /// As [#now], with the files of the system below `root`.
  static Optional<MachineMemory> at(Path root) {
    OptionalLong available = memAvailable(root.resolve("proc/meminfo"));
    if (available.isEmpty()) {
      return Optional.empty();
    }
    long least = available.getAsLong();
    String source = "MemAvailable of the machine";
    Path groups = root.resolve("sys/fs/cgroup");
    OptionalLong limit = number(groups.resolve("memory.max"));
    OptionalLong used = number(groups.resolve("memory.current"));
    if (limit.isEmpty()) {
      limit = number(groups.resolve("memory/memory.limit_in_bytes"));
      used = number(groups.resolve("memory/memory.usage_in_bytes"));
    }
    if (limit.isPresent() && limit.getAsLong() < NO_LIMIT) {
      long left = Math.max(0, limit.getAsLong() - used.orElse(0));
      if (left < least) {
        least = left;
        source = "the limit of the container";
      }
    }
    return Optional.of(new MachineMemory(least, source));
  }

  private static OptionalLong memAvailable(Path file) {
    if (!Files.isReadable(file)) {
      return OptionalLong.empty();
    }
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("MemAvailable:")) {
          String kilobytes = line.replaceAll("[^0-9]", "");
          return OptionalLong.of(Long.parseLong(kilobytes) << 10);
        }
      }
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The number in a file; empty when there is none, as in `max`.
  private static OptionalLong number(Path file) {
    if (!Files.isReadable(file)) {
      return OptionalLong.empty();
    }
    try {
      String text = Files.readString(file).strip();
      return text.matches("\\d{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
