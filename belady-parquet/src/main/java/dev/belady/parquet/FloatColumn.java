// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import java.io.IOException;
import org.apache.parquet.column.page.PageReadStore;

/// Reads the labels or dense features of one column, chunk by chunk of rows, into its part of the
/// model's vector.
final class FloatColumn {
  private final ColumnBinding column;
  private final ColumnCursor cursor;
  private final int first;
  private final int width;
  private final int labels;

  /// The column at place `first` of the vector.
  ///
  /// @param width how many places it takes; 1 unless it is a list
  /// @param labels how many of the vector's places are labels
  FloatColumn(ColumnBinding column, PageReadStore rowGroup, int first, int width, int labels) {
    this.column = column;
    this.cursor = new ColumnCursor(column, rowGroup);
    this.first = first;
    this.width = width;
    this.labels = labels;
  }

  /// Reads the next `rows` rows into `vectors`, `rows x vectorWidth`.
  void read(int rows, float[] vectors, int vectorWidth, RowFaults faults) throws IOException {
    for (int row = 0; row < rows; row++) {
      cursor.beginRow();
      int at = row * vectorWidth + first;
      if (column.isList()) {
        readList(row, vectors, at, faults);
      } else {
        vectors[at] = value(row, first, faults);
        cursor.nextInRow();
      }
    }
  }

  /// Checks that all rows were read.
  void end() throws IOException {
    cursor.end();
  }

  private void readList(int row, float[] vectors, int at, RowFaults faults) {
    int found = 0;
    boolean missing = cursor.isMissingList();
    do {
      if (cursor.isElement()) {
        if (found < width) {
          vectors[at + found] = value(row, first + found, faults);
        }
        found++;
      }
    } while (cursor.nextInRow());
    if (missing) {
      for (int i = 0; i < width; i++) {
        vectors[at + i] = missing(row, first + i, faults);
      }
    } else if (found != width) {
      faults.add(
          row,
          "a list of features must be as long as in the first row: length="
              + found
              + ", first row="
              + width,
          column.column());
    }
  }

  private float value(int row, int place, RowFaults faults) {
    if (cursor.isValue()) {
      float value = column.kind().floatOf(cursor.reader());
      if (!Float.isNaN(value)) {
        return value;
      }
    }
    return missing(row, place, faults);
  }

  private float missing(int row, int place, RowFaults faults) {
    if (place < labels) {
      faults.add(row, "a label must be a number: label=null or NaN", column.column());
    }
    return 0;
  }
}
