// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.criteo;

import dev.belady.data.DataException;
import dev.belady.data.file.ByteInput;
import dev.belady.data.file.FileList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// Finds the files that a `source` of the format stands for.
final class CriteoFiles {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final int NUMBER_WIDTH = 20;

  private CriteoFiles() {}

  static List<Path> find(String source) {
    int name = source.lastIndexOf('/') + 1;
    if (source.substring(name).matches(".*[*?\\[{].*")) {
      return matching(Path.of(name == 0 ? "." : source.substring(0, name)), source.substring(name));
    }
    Path path = Path.of(source);
    if (Files.isDirectory(path)) {
      throw new DataException(
          "source must be a file, a file list or a pattern, not a folder: " + path);
    }
    return isFileList(path) ? FileList.read(path) : List.of(path);
  }

  private static List<Path> matching(Path folder, String pattern) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
      found.forEach(files::add);
    } catch (IOException e) {
      throw ByteInput.failure(folder, e);
    }
    files.removeIf(file -> !Files.isRegularFile(file));
    if (files.isEmpty()) {
      throw new DataException("no file matches: " + folder.resolve(pattern));
    }
    files.sort(Comparator.comparing(CriteoFiles::sortKey));
    return files;
  }

  /// The name with numbers of equal width, so that `day_2` comes before `day_10`.
  private static String sortKey(Path file) {
    return NUMBER
        .matcher(file.getFileName().toString())
        .replaceAll(number ->
            "0".repeat(Math.max(0, NUMBER_WIDTH - number.group().length())) + number.group());
  }

  /// A file list begins with a line of digits only; a line of samples has tabs.
  private static boolean isFileList(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      int digits = 0;
      int next = in.read();
      while (next >= '0' && next <= '9') {
        digits++;
        next = in.read();
      }
      return digits > 0 && (next == '\n' || next == '\r');
    } catch (IOException e) {
      throw ByteInput.failure(file, e);
    }
  }
}
