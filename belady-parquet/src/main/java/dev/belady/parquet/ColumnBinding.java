// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.DataException;
import java.nio.file.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/// A column of the metadata, found in a file.
///
/// A list may be stored in three levels (`group C (LIST) { repeated group list { int64 element }
/// }`), in two (`group C (LIST) { repeated int64 element }`) or in one (`repeated int64 C`): all
/// have one leaf and one repeated node, and that node's definition level is all that reading must
/// know.
///
/// @param column what the metadata says
/// @param field the column's type in the file
/// @param leaf where the values are
/// @param kind how they are stored
/// @param elementLevel the least definition level that means an element, null or not; 0 when the
///   column is no list
record ColumnBinding(
    MetadataFile.Column column,
    Type field,
    ColumnDescriptor leaf,
    ValueKind kind,
    int elementLevel) {
  /// Finds a label or dense feature.
  ///
  /// @throws DataException when the file has no such column or its type does not fit
  static ColumnBinding ofFloats(MetadataFile.Column column, MessageType schema, Path file) {
    return of(column, schema, file, "a float, double or integer column, or a list of them", false);
  }

  /// Finds a slot.
  ///
  /// @throws DataException when the file has no such column or its type does not fit
  static ColumnBinding ofKeys(MetadataFile.Column column, MessageType schema, Path file) {
    return of(column, schema, file, "an int32 or int64 column, or a list of them", true);
  }

  /// Whether a row holds any number of values.
  boolean isList() {
    return elementLevel > 0;
  }

  private static ColumnBinding of(
      MetadataFile.Column column, MessageType schema, Path file, String expected, boolean keys) {
    if (column.index() >= schema.getFieldCount()) {
      throw new DataException(
          "index must be a column of the file: index="
              + column.index()
              + " (col_name '"
              + column.name()
              + "'), columns="
              + schema.getFieldCount()
              + " ("
              + file
              + ")");
    }
    Type field = schema.getType(column.index());
    ColumnDescriptor leaf = singleLeaf(field, schema);
    ValueKind kind = leaf == null ? null : ValueKind.of(leaf.getPrimitiveType());
    if (leaf == null || kind == null || (keys && !kind.isInteger())) {
      throw new DataException(
          column + " must be " + expected + ": type=" + oneLine(field) + " (" + file + ")");
    }
    return new ColumnBinding(column, field, leaf, kind, elementLevel(leaf, schema));
  }

  /// The only leaf of a scalar or a list of scalars; null for all other types.
  private static @Nullable ColumnDescriptor singleLeaf(Type field, MessageType schema) {
    if (!field.isPrimitive()
        && !(field.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation)) {
      return null;
    }
    Type type = field;
    while (!type.isPrimitive()) {
      GroupType group = type.asGroupType();
      if (group.getFieldCount() != 1) {
        return null;
      }
      type = group.getType(0);
    }
    for (ColumnDescriptor leaf : schema.getColumns()) {
      if (leaf.getPath()[0].equals(field.getName())) {
        boolean oneLevel =
            leaf.getMaxRepetitionLevel() == (field.isPrimitive() ? repeated(field) : 1);
        return oneLevel ? leaf : null;
      }
    }
    return null;
  }

  private static int repeated(Type type) {
    return type.isRepetition(Repetition.REPEATED) ? 1 : 0;
  }

  private static int elementLevel(ColumnDescriptor leaf, MessageType schema) {
    String[] path = leaf.getPath();
    int level = 0;
    Type type = schema;
    for (String name : path) {
      type = type.asGroupType().getType(name);
      level += type.isRepetition(Repetition.REQUIRED) ? 0 : 1;
      if (repeated(type) == 1) {
        return level;
      }
    }
    return 0;
  }

  private static String oneLine(Type type) {
    return type.toString().replaceAll("\\s+", " ").trim();
  }
}
