// SPDX-License-Identifier: Apache-2.0
package dev.belady;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The repository that this test runs in.
public final class SourceTree {

  /// The directory of the root pom: the nearest one above the working directory that has the
  /// wrapper.
  public static Path root() {
    for (Path directory = Path.of("").toAbsolutePath();
        directory != null;
        directory = directory.getParent()) {
      if (Files.exists(directory.resolve("mvnw"))) {
        return directory;
      }
    }
    throw new IllegalStateException("no mvnw in or above " + Path.of("").toAbsolutePath());
  }

  /// The Java files below `directory`, sorted; module-info and package-info are left out.
  static List<Path> javaFiles(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".java"))
          .filter(file -> !file.getFileName().toString().endsWith("-info.java"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SourceTree() {}
}
