// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.file;

import dev.belady.data.DataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The text file that names the files of a data set: the first line is their number, then one path
/// a line, without trimming or comments.
///
/// A path is taken relative to the working directory, as HugeCTR does. If nothing is there, the
/// list's own folder is tried, with the path and then with its last part: so a data set may be
/// moved.
public final class FileList {
  private FileList() {}

  /// The files that `list` names, in its order.
  ///
  /// @throws DataException when the list breaks the grammar or a file does not exist
  public static List<Path> read(Path list) {
    List<String> lines = lines(list);
    int count = count(lines, list);
    List<Path> files = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      files.add(find(lines.get(i), i + 1, list));
    }
    return files;
  }

  /// Writes a list.
  ///
  /// @throws DataException when it cannot be written
  public static void write(Path list, List<Path> files) {
    StringBuilder text = new StringBuilder().append(files.size()).append('\n');
    for (Path file : files) {
      text.append(file).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    try (PendingFile pending = PendingFile.create(list)) {
      pending.write(bytes, 0, bytes.length);
      pending.commit();
    }
  }

  private static List<String> lines(Path list) {
    try {
      return Files.readString(list).lines().toList();
    } catch (CharacterCodingException e) {
      throw new DataException("a file list must be UTF-8 text (" + list + ")", e);
    } catch (IOException e) {
      throw ByteInput.failure(list, e);
    }
  }

  private static int count(List<String> lines, Path list) {
    String first = lines.isEmpty() ? "" : lines.getFirst();
    int count;
    try {
      count = Integer.parseInt(first);
    } catch (NumberFormatException e) {
      throw new DataException(
          "the first line of a file list must be the number of files: line='"
              + first
              + "' ("
              + list
              + ")",
          e);
    }
    int paths = lines.size() - 1;
    while (paths > count && lines.get(paths).isBlank()) {
      paths--;
    }
    if (count < 1 || paths != count) {
      throw new DataException(
          "a file list must name as many files as its first line says, and at least one: first line="
              + count
              + ", paths="
              + paths
              + " ("
              + list
              + ")");
    }
    return count;
  }

  private static Path path(String name, int line, Path list) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new DataException(
          "a line of a file list must be a path: "
              + e.getReason()
              + " ("
              + list
              + ", line "
              + line
              + ")",
          e);
    }
  }

  private static Path find(String name, int line, Path list) {
    if (name.isBlank()) {
      throw new DataException(
          "a file list must not have empty lines: line=" + line + " (" + list + ")");
    }
    Path path = path(name, line, list);
    Path last = path.getFileName();
    if (last == null) {
      throw new DataException(
          "a line of a file list must name a file: line='"
              + name
              + "' ("
              + list
              + ", line "
              + line
              + ")");
    }
    for (Path candidate : List.of(path, list.resolveSibling(path), list.resolveSibling(last))) {
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    throw new DataException(
        "file does not exist: "
            + name
            + ", nor below the list's folder ("
            + list
            + ", line "
            + line
            + ")");
  }
}
