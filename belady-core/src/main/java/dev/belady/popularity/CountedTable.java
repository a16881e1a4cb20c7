// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.List;

/// An embedding table whose accesses are to be counted.
///
/// @param name the table's name
/// @param input the number of the categorical input that it serves
/// @param recordBytes bytes of a row with its optimizer state, at least 1
/// @param fields its slots
public record CountedTable(String name, int input, int recordBytes, List<Field> fields) {
  /// Copies the list and checks the ranges.
  public CountedTable {
    fields = List.copyOf(fields);
    if (recordBytes < 1 || input < 0) {
      throw new IllegalArgumentException(
          "recordBytes must be > 0 and input >= 0: recordBytes="
              + recordBytes
              + ", input="
              + input);
    }
    if (fields.isEmpty() || fields.size() > KeyCounts.MOST_SLOTS) {
      throw new IllegalArgumentException(
          "a table must have 1 to " + KeyCounts.MOST_SLOTS + " slots: slots=" + fields.size());
    }
  }

  /// A slot of a table, and the keys that belong there.
  ///
  /// @param name what people call it
  /// @param firstKey the lowest key
  /// @param size the number of keys; 0 where it is not known
  public record Field(String name, long firstKey, long size) {
    /// Checks the range.
    public Field {
      if (size < 0) {
        throw new IllegalArgumentException("size must be >= 0: size=" + size);
      }
    }

    boolean holds(long key) {
      return key >= firstKey && key - firstKey < size;
    }
  }
}
