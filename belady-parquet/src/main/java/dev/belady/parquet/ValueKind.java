// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/// How the values of a column are stored. Integers are signed unless the file says otherwise.
enum ValueKind {
  FLOAT,
  DOUBLE,
  INT32,
  UINT32,
  INT64,
  UINT64;

  /// The kind of a type; null when it is no plain number (text, decimals, dates).
  static @Nullable ValueKind of(PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    boolean integer = meaning instanceof IntLogicalTypeAnnotation;
    if (meaning != null && !integer) {
      return null;
    }
    boolean unsigned = integer && !((IntLogicalTypeAnnotation) meaning).isSigned();
    PrimitiveTypeName physical = type.getPrimitiveTypeName();
    return switch (physical) {
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case INT32 -> unsigned ? UINT32 : INT32;
      case INT64 -> unsigned ? UINT64 : INT64;
      case BOOLEAN, BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> null;
    };
  }

  /// Whether values are whole numbers.
  boolean isInteger() {
    return this != FLOAT && this != DOUBLE;
  }

  /// The reader's current value, rounded to the nearest float.
  float floatOf(ColumnReader reader) {
    return switch (this) {
      case FLOAT -> reader.getFloat();
      case DOUBLE -> (float) reader.getDouble();
      case INT32 -> (float) reader.getInteger();
      case UINT32 -> (float) Integer.toUnsignedLong(reader.getInteger());
      case INT64 -> (float) reader.getLong();
      case UINT64 -> unsignedToFloat(reader.getLong());
    };
  }

  /// The reader's current value; a `UINT64` from 2^63 on appears as a negative number.
  long longOf(ColumnReader reader) {
    return switch (this) {
      case INT32 -> reader.getInteger();
      case UINT32 -> Integer.toUnsignedLong(reader.getInteger());
      case INT64, UINT64 -> reader.getLong();
      case FLOAT, DOUBLE -> throw new IllegalStateException("not an integer column: kind=" + this);
    };
  }

  private static float unsignedToFloat(long value) {
    // Halved with the lost bit kept sticky, so that doubling rounds as the whole number would.
    return value >= 0 ? (float) value : (float) ((value >>> 1) | (value & 1)) * 2;
  }
}
