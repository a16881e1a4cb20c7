// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.file;

import dev.belady.data.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder in the making: its name ends in `.part` until [#commit()], so that all of its files are
/// there or none.
public final class PendingFolder implements Closeable {
  private final Path target;
  private final Path part;
  private boolean committed;

  private PendingFolder(Path target, Path part) {
    this.target = target;
    this.part = part;
  }

  /// Begins a folder and makes those above it. What a run that was cut off has left of it goes
  /// away.
  ///
  /// @param target its name in the end: nothing, or an empty folder
  /// @param mark a file that every such folder has, by which a left one is told from a user's
  /// @throws DataException when something is there already, or it cannot be made
  public static PendingFolder create(Path target, String mark) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    requireEmpty(target, null);
    requireEmpty(part, mark);
    PendingFolder folder = new PendingFolder(target, part);
    try {
      deleteAll(part);
      Files.createDirectories(part);
    } catch (IOException e) {
      throw folder.failure(e);
    }
    return folder;
  }

  /// Where to put the files.
  public Path path() {
    return part;
  }

  /// Has all files stored on the device and gives the folder its name.
  ///
  /// @throws DataException when that is not possible, for example on a full disk
  public void commit() {
    try {
      try (Stream<Path> files = Files.walk(part)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
        }
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      committed = true;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// Removes the folder if it was not committed.
  @Override
  public void close() {
    if (!committed) {
      try {
        deleteAll(part);
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  private static void requireEmpty(Path folder, @Nullable String mark) {
    if (!Files.exists(folder)) {
      return;
    }
    boolean free = Files.isDirectory(folder);
    if (free) {
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> found = files.toList();
        free = found.isEmpty() || (mark != null && found.contains(folder.resolve(mark)));
      } catch (IOException e) {
        throw new DataException("cannot list: " + e + " (" + folder + ")", e);
      }
    }
    if (!free) {
      throw new DataException("nothing must be there yet, or an empty folder (" + folder + ")");
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private DataException failure(IOException cause) {
    return new DataException("cannot write: " + cause + " (" + target + ")", cause);
  }
}
