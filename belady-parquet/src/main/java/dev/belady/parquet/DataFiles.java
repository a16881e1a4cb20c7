// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.DataException;
import dev.belady.data.file.FileList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the files of a data set.
final class DataFiles {
  private static final String ENDING = ".parquet";
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private DataFiles() {}

  /// The files that a source names, in the order of their samples.
  ///
  /// @param source a file list; a folder with `_file_list.txt`, or else with `*.parquet` files,
  ///   which come in the order of their names with numbers compared as numbers; or one `.parquet`
  ///   file
  /// @throws DataException when nothing is there, or a listed file is missing or no `.parquet`
  static List<Path> of(Path source) {
    if (Files.isDirectory(source)) {
      Path list = source.resolve("_file_list.txt");
      return Files.isRegularFile(list) ? listed(list) : inFolder(source);
    }
    if (!Files.isRegularFile(source)) {
      throw new DataException("file list does not exist: " + source);
    }
    return isParquet(source) ? List.of(source) : listed(source);
  }

  private static List<Path> listed(Path list) {
    List<Path> files = FileList.read(list);
    for (Path file : files) {
      if (!isParquet(file)) {
        throw new DataException(
            "files of format Parquet must end in " + ENDING + ": file=" + file + " (" + list + ")");
      }
    }
    return files;
  }

  private static List<Path> inFolder(Path folder) {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files =
          entries
              .filter(DataFiles::isParquet)
              .sorted(Comparator.comparing(DataFiles::paddedName).thenComparing(Path::toString))
              .toList();
    } catch (IOException e) {
      throw new DataException("cannot list: " + e.getMessage() + " (" + folder + ")", e);
    }
    if (files.isEmpty()) {
      throw new DataException(
          "a folder must hold _file_list.txt or " + ENDING + " files (" + folder + ")");
    }
    return files;
  }

  /// The name with numbers padded to one length, so that `10.parquet` comes after `9.parquet`.
  private static String paddedName(Path file) {
    return NUMBER
        .matcher(String.valueOf(file.getFileName()))
        .replaceAll(
            number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
  }

  private static boolean isParquet(Path file) {
    return String.valueOf(file.getFileName()).endsWith(ENDING);
  }
}
