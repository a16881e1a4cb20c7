// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.KeyType;
import dev.belady.data.SourceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// The columns that a data set is written in: `label` (or `label1`, `label2`, ...), `I1`, `I2`,
/// ..., `C1`, `C2`, ..., and, if wanted, `sample`, the number of the sample.
///
/// Labels and dense features are floats. A slot is an int64, or an unsigned int32 for narrow keys;
/// it is null when the bag is empty. A slot that may hold several keys is a list of them in the
/// standard three levels, which is never null.
final class SampleColumns {
  private final SourceSpec spec;
  private final List<KeyRange> ranges;
  private final boolean numbered;
  private final MessageType type;

  /// @param numbered whether the numbers of the samples are written
  SampleColumns(SourceSpec spec, boolean numbered) {
    this.spec = spec;
    this.numbered = numbered;
    this.ranges = KeyRange.of(spec);
    List<Type> fields = new ArrayList<>();
    int labels = spec.schema().labels();
    for (int i = 1; i <= labels; i++) {
      fields.add(
          Types.required(PrimitiveTypeName.FLOAT).named(labels == 1 ? "label" : "label" + i));
    }
    for (int i = 1; i <= spec.schema().dense(); i++) {
      fields.add(Types.required(PrimitiveTypeName.FLOAT).named("I" + i));
    }
    for (int i = 1; i <= ranges.size(); i++) {
      fields.add(slot("C" + i, ranges.get(i - 1).maxHotness() > 1));
    }
    if (numbered) {
      fields.add(Types.required(PrimitiveTypeName.INT64).named("sample"));
    }
    this.type = new MessageType("sample", fields);
  }

  /// What the samples are made of.
  SourceSpec spec() {
    return spec;
  }

  /// The range of the keys of each slot.
  List<KeyRange> ranges() {
    return ranges;
  }

  /// The schema of the files.
  MessageType type() {
    return type;
  }

  /// The column of the first slot.
  int firstSlot() {
    return spec.schema().labels() + spec.schema().dense();
  }

  /// Whether the last column is the number of the sample.
  boolean numbered() {
    return numbered;
  }

  /// The metadata of files with these columns.
  ///
  /// @param path where it is to lie
  /// @param rows the rows of each file, by name
  MetadataFile metadata(Path path, Map<String, Long> rows) {
    int labels = spec.schema().labels();
    return new MetadataFile(
        path,
        rows,
        columns(0, labels),
        columns(labels, spec.schema().dense()),
        columns(firstSlot(), ranges.size()),
        columns(firstSlot() + ranges.size(), numbered ? 1 : 0));
  }

  private List<MetadataFile.Column> columns(int first, int count) {
    List<MetadataFile.Column> columns = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      columns.add(new MetadataFile.Column(type.getFieldName(i), i));
    }
    return columns;
  }

  private Type slot(String name, boolean list) {
    return list
        ? Types.requiredList().element(key(Type.Repetition.REQUIRED, "element")).named(name)
        : key(Type.Repetition.OPTIONAL, name);
  }

  private PrimitiveType key(Type.Repetition repetition, String name) {
    return spec.keyType() == KeyType.I64
        ? Types.primitive(PrimitiveTypeName.INT64, repetition).named(name)
        : Types.primitive(PrimitiveTypeName.INT32, repetition)
            .as(LogicalTypeAnnotation.intType(32, false))
            .named(name);
  }
}
