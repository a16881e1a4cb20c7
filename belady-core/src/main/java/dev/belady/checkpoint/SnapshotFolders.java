// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.data.DataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// The folders that hold the rows of a table in files of version 3.1, and the folder around a
/// snapshot.
final class SnapshotFolders {
  /// The file of keys, 8 bytes each.
  static final String KEYS = "key";

  /// The file of slots, 8 bytes each.
  static final String SLOT_IDS = "slot_id";

  /// The file of weights.
  static final String VECTORS = "emb_vector";

  private static final List<String> NAMES = List.of(KEYS, SLOT_IDS, VECTORS);

  private SnapshotFolders() {}

  /// Makes sure that a file or a folder of rows may be replaced by a new one: nothing is there, or
  /// a file, or a folder with nothing but files of rows.
  ///
  /// @throws DataException when something else is there
  static void requireReplaceable(Path target) throws IOException {
    if (!Files.isDirectory(target)) {
      return;
    }
    try (Stream<Path> inside = Files.list(target)) {
      boolean rowsOnly = inside.allMatch(file -> NAMES.contains(file.getFileName().toString()));
      if (!rowsOnly || !Files.exists(target.resolve(KEYS))) {
        throw new DataException("cannot write: a folder is in the way (" + target + ")");
      }
    }
  }

  /// Deletes a file or a folder of rows; nothing happens where there is none.
  static void delete(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      for (String name : NAMES) {
        Files.deleteIfExists(target.resolve(name));
      }
    }
    Files.deleteIfExists(target);
  }

  /// Has the names in the folder around `file` stored on the device.
  static void force(Path file) throws IOException {
    Path folder = file.toAbsolutePath().resolveSibling("");
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException _) {
      // Windows opens no folder; its file system stores renames in order by itself.
    }
  }
}
