// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.data.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files of one snapshot in the making.
///
/// All are written and stored under temporary names first. [#commit] then removes a manifest of the
/// same name, renames the files, and writes the new manifest last: whatever ends the process on the
/// way, a manifest that exists describes the files beside it. A failure before the renaming leaves
/// even a snapshot of the same name as it was.
final class PendingSnapshot implements Closeable {
  private static final String STAGING_ENDING = ".unfinished";

  /// A file in the making. A file of a folder lies in the staging folder until that is renamed.
  private record Piece(Part part, int table, Path target, boolean staged, ChecksummedFile file) {}

  private final Path manifest;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final List<Path> placed = new ArrayList<>();
  private boolean committed;

  /// Begins a snapshot whose manifest is to be `manifest`; all files lie in its folder.
  PendingSnapshot(Path manifest) {
    this.manifest = manifest;
  }

  /// Begins a file.
  ChecksummedFile begin(Part part, int table, Path target) {
    return begin(part, table, target, target, false);
  }

  /// Begins a file of a folder, which appears with all its files at once.
  ChecksummedFile begin(Part part, int table, Path folder, String name) {
    if (!folders.contains(folder)) {
      folders.add(folder);
    }
    return begin(part, table, folder.resolve(name), staging(folder).resolve(name), true);
  }

  private ChecksummedFile begin(Part part, int table, Path target, Path written, boolean staged) {
    ChecksummedFile file = new ChecksummedFile(written);
    pieces.add(new Piece(part, table, target, staged, file));
    return file;
  }

  /// The entries of all files, which must be finished.
  List<FileEntry> entries() {
    Path base = manifest.toAbsolutePath().resolveSibling("");
    List<FileEntry> entries = new ArrayList<>();
    for (Piece piece : pieces) {
      Path relative = base.relativize(piece.target().toAbsolutePath());
      entries.add(
          new FileEntry(
              piece.part(),
              piece.table(),
              relative.toString().replace('\\', '/'),
              piece.file().length(),
              piece.file().checksum()));
    }
    return entries;
  }

  /// Gives all files their names and writes the manifest. Returns every file, the manifest last.
  ///
  /// @throws DataException when that fails; then nothing of this snapshot remains
  List<Path> commit(byte[] manifestText) {
    try (ChecksummedFile list = new ChecksummedFile(manifest)) {
      list.putBytes(manifestText);
      list.finish();
      for (Piece piece : pieces) {
        if (!piece.staged()) {
          SnapshotFolders.requireReplaceable(piece.target());
        }
      }
      for (Path folder : folders) {
        SnapshotFolders.requireReplaceable(folder);
      }
      Files.deleteIfExists(manifest);
      SnapshotFolders.force(manifest);
      for (Piece piece : pieces) {
        if (!piece.staged()) {
          SnapshotFolders.delete(piece.target());
          placed.add(piece.target());
        }
        piece.file().commit();
      }
      for (Path folder : folders) {
        SnapshotFolders.delete(folder);
        placed.add(folder);
        Files.move(staging(folder), folder);
      }
      SnapshotFolders.force(manifest);
      list.commit();
      committed = true;
      SnapshotFolders.force(manifest);
    } catch (IOException e) {
      throw new DataException("cannot write the snapshot: " + e + " (" + manifest + ")", e);
    }
    List<Path> files = new ArrayList<>();
    pieces.forEach(piece -> files.add(piece.target()));
    files.add(manifest);
    return files;
  }

  /// Removes everything if the snapshot was not committed.
  @Override
  public void close() {
    if (committed) {
      return;
    }
    DataException failure = null;
    for (Piece piece : pieces) {
      try {
        piece.file().close();
      } catch (DataException e) {
        failure = e;
      }
    }
    try {
      for (Path path : placed) {
        SnapshotFolders.delete(path);
      }
      for (Path folder : folders) {
        SnapshotFolders.delete(staging(folder));
      }
    } catch (IOException e) {
      failure = new DataException("cannot remove an unfinished snapshot: " + e, e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static Path staging(Path folder) {
    return folder.resolveSibling(folder.getFileName() + STAGING_ENDING);
  }
}
