// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.JaggedKeys;
import dev.belady.data.KeyType;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/// Hands samples to parquet-java field by field.
final class SampleWriteSupport extends WriteSupport<SampleWriteSupport.Sample> {
  // The names that parquet-java's list builder gives to the repeated group and to its field.
  private static final String LIST = "list";
  private static final String ELEMENT = "element";

  private final SampleColumns columns;
  private final boolean narrow;
  private @Nullable RecordConsumer consumer;

  SampleWriteSupport(SampleColumns columns) {
    this.columns = columns;
    this.narrow = columns.spec().keyType() == KeyType.I32;
  }

  /// A sample of a batch.
  ///
  /// @param batch who owns it
  /// @param index its number in the batch
  /// @param file where it is written, for messages
  /// @param row its row there
  record Sample(Batch batch, int index, Path file, long row) {
    private String place() {
      return " (" + file + ", row " + row;
    }
  }

  @Override
  @SuppressWarnings("deprecation")
  public WriteContext init(Configuration unused) {
    return new WriteContext(columns.type(), Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration unused) {
    return new WriteContext(columns.type(), Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
  }

  @Override
  public void write(Sample sample) {
    RecordConsumer out = Objects.requireNonNull(consumer);
    Batch batch = sample.batch;
    int labels = batch.schema().labels();
    int dense = batch.schema().dense();
    out.startMessage();
    writeFloats(out, 0, batch.labels(), sample.index * labels, labels);
    writeFloats(out, labels, batch.dense(), sample.index * dense, dense);
    int slot = 0;
    for (int input = 0; input < batch.schema().sparse().size(); input++) {
      JaggedKeys keys = batch.sparse(input);
      for (int i = 0; i < keys.slots(); i++) {
        writeSlot(out, sample, slot, keys, sample.index * keys.slots() + i);
        slot++;
      }
    }
    if (columns.numbered()) {
      writeNumber(out, sample);
    }
    out.endMessage();
  }

  private void writeNumber(RecordConsumer out, Sample sample) {
    int field = columns.type().getFieldCount() - 1;
    String name = columns.type().getFieldName(field);
    out.startField(name, field);
    out.addLong(sample.batch.sampleNumber(sample.index));
    out.endField(name, field);
  }

  private void writeFloats(RecordConsumer out, int field, float[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      String name = columns.type().getFieldName(field + i);
      out.startField(name, field + i);
      out.addFloat(values[from + i]);
      out.endField(name, field + i);
    }
  }

  private void writeSlot(RecordConsumer out, Sample sample, int slot, JaggedKeys keys, int bag) {
    int field = columns.firstSlot() + slot;
    String name = columns.type().getFieldName(field);
    KeyRange range = columns.ranges().get(slot);
    int from = keys.offsets()[bag];
    int to = keys.offsets()[bag + 1];
    if (to - from > range.maxHotness()) {
      throw new DataException(
          range.tooMany(to - from) + sample.place() + ", column '" + name + "')");
    }
    if (range.maxHotness() > 1) {
      out.startField(name, field);
      out.startGroup();
      if (from < to) {
        out.startField(LIST, 0);
        for (int at = from; at < to; at++) {
          writeElement(out, key(sample, name, range, keys.keys()[at]));
        }
        out.endField(LIST, 0);
      }
      out.endGroup();
      out.endField(name, field);
    } else if (from < to) {
      out.startField(name, field);
      writeKey(out, key(sample, name, range, keys.keys()[from]));
      out.endField(name, field);
    }
  }

  private static long key(Sample sample, String column, KeyRange range, long inMemory) {
    long key = inMemory - range.offset();
    if (!range.contains(key)) {
      throw new DataException(
          "key must be in "
              + range
              + ": key="
              + key
              + sample.place()
              + ", column '"
              + column
              + "')");
    }
    return key;
  }

  private void writeElement(RecordConsumer out, long key) {
    out.startGroup();
    out.startField(ELEMENT, 0);
    writeKey(out, key);
    out.endField(ELEMENT, 0);
    out.endGroup();
  }

  private void writeKey(RecordConsumer out, long key) {
    if (narrow) {
      out.addInteger((int) key);
    } else {
      out.addLong(key);
    }
  }
}
