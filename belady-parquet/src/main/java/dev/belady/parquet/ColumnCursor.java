// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import java.io.IOException;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.api.PrimitiveConverter;

/// Walks over the entries of one column of a row group, row by row. An entry is a value, a null, or
/// the trace of an empty or missing list.
///
/// One row is read with [#beginRow()], then [#isValue()] and the like, and [#nextInRow()] until
/// that is false.
final class ColumnCursor {
  private final ColumnReader reader;
  private final int valueLevel;
  private final int elementLevel;
  private long left;

  ColumnCursor(ColumnBinding column, PageReadStore rowGroup) {
    // Values are taken from the reader one by one, so nothing is ever handed to the converter.
    PrimitiveConverter unused = new PrimitiveConverter() {};
    PageReader pages = rowGroup.getPageReader(column.leaf());
    this.left = pages.getTotalValueCount();
    this.reader = new ColumnReaderImpl(column.leaf(), pages, unused, null);
    this.valueLevel = column.leaf().getMaxDefinitionLevel();
    this.elementLevel = column.elementLevel();
  }

  /// Where values are taken from.
  ColumnReader reader() {
    return reader;
  }

  /// Checks that there is another row.
  void beginRow() throws IOException {
    if (left == 0) {
      throw new IOException("a column has fewer rows than its row group");
    }
  }

  /// Whether the entry is a value.
  boolean isValue() {
    return reader.getCurrentDefinitionLevel() == valueLevel;
  }

  /// Whether the entry is a value or a null inside a list; false for an empty or missing list.
  boolean isElement() {
    return reader.getCurrentDefinitionLevel() >= elementLevel;
  }

  /// Whether the entry stands for a missing list, as opposed to an empty one.
  boolean isMissingList() {
    return reader.getCurrentDefinitionLevel() < elementLevel - 1;
  }

  /// Goes to the next entry.
  ///
  /// @return whether it belongs to the same row
  boolean nextInRow() {
    reader.consume();
    left--;
    return left > 0 && reader.getCurrentRepetitionLevel() > 0;
  }

  /// Checks that nothing is left.
  void end() throws IOException {
    if (left > 0) {
      throw new IOException("a column has more rows than its row group");
    }
  }
}
