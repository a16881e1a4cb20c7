// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.DataException;
import dev.belady.data.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;

/// Finds out how many places of the model's vector each label or dense column takes.
///
/// A list has no length in the file's schema; the first row of the data set decides, and all others
/// must follow it.
final class VectorWidths {
  private VectorWidths() {}

  /// The widths of the columns, the same for all files.
  ///
  /// @throws DataException when they do not add up to labels and dense features, or when files
  ///   differ in number or shape of columns
  static List<Integer> of(List<DataFile> files, Schema schema) {
    DataFile first = files.getFirst();
    for (DataFile file : files) {
      checkSameShape(first, file);
    }
    List<Integer> widths =
        first.vector().stream().anyMatch(ColumnBinding::isList)
            ? ofFirstRow(files)
            : first.vector().stream().map(column -> 1).toList();
    int sum = widths.stream().mapToInt(Integer::intValue).sum();
    if (sum != schema.labels() + schema.dense()) {
      throw new DataException(
          "labels and conts must add up to label_dim + dense_dim: labels and conts="
              + sum
              + ", label_dim="
              + schema.labels()
              + ", dense_dim="
              + schema.dense()
              + " ("
              + first.path()
              + ")");
    }
    return widths;
  }

  private static void checkSameShape(DataFile first, DataFile file) {
    boolean same = first.vector().size() == file.vector().size();
    for (int i = 0; same && i < first.vector().size(); i++) {
      same = first.vector().get(i).isList() == file.vector().get(i).isList();
    }
    if (!same) {
      throw new DataException(
          "all files must have the same labels and conts: "
              + first.path()
              + " and "
              + file.path()
              + " differ");
    }
  }

  private static List<Integer> ofFirstRow(List<DataFile> files) {
    for (DataFile file : files) {
      for (int rowGroup = 0; rowGroup < file.rowGroups(); rowGroup++) {
        if (file.rows(rowGroup) > 0) {
          return ofFirstRow(file, rowGroup);
        }
      }
    }
    return List.of();
  }

  private static List<Integer> ofFirstRow(DataFile file, int rowGroup) {
    List<ColumnBinding> lists = file.vector().stream().filter(ColumnBinding::isList).toList();
    List<Integer> widths = new ArrayList<>();
    try (ParquetFileReader reader = file.reader(lists)) {
      PageReadStore pages = reader.readRowGroup(rowGroup);
      for (ColumnBinding column : file.vector()) {
        widths.add(column.isList() ? length(new ColumnCursor(column, pages)) : 1);
      }
      return widths;
    } catch (IOException | RuntimeException e) {
      throw DataFile.unreadable(file.path(), e);
    }
  }

  private static int length(ColumnCursor cursor) throws IOException {
    cursor.beginRow();
    int length = 0;
    do {
      length += cursor.isElement() ? 1 : 0;
    } while (cursor.nextInRow());
    return length;
  }
}
