// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import java.util.List;

/// A row group of a file.
///
/// @param file where it is
/// @param rowGroup its number in the file, from 0
/// @param widths how many places of the vector each label or dense column takes
/// @param ranges the keys that each slot may hold
/// @param spec what is read
record RowGroupSplit(
    DataFile file, int rowGroup, List<Integer> widths, List<KeyRange> ranges, SourceSpec spec)
    implements Split {
  /// Copies the lists.
  RowGroupSplit {
    widths = List.copyOf(widths);
    ranges = List.copyOf(ranges);
  }

  @Override
  public String describe() {
    return file.path() + ", row group " + rowGroup;
  }

  @Override
  public Reader open() {
    return RowGroupReader.open(this);
  }
}
