// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.JaggedKeys;
import dev.belady.data.Schema;
import dev.belady.data.SparseInput;
import dev.belady.data.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.jspecify.annotations.Nullable;

/// Reads a row group: decodes a chunk of rows column by column, then puts its good rows together.
final class RowGroupReader implements Split.Reader {
  // Few enough rows that a chunk of some 40 columns stays in the cache of a core.
  private static final int CHUNK_ROWS = 512;

  private final RowGroupSplit split;
  private final Schema schema;
  private final ParquetFileReader file;
  private final List<FloatColumn> vector = new ArrayList<>();
  private final List<KeyColumn> slots = new ArrayList<>();
  private final @Nullable KeyColumn numbers;
  private final float[] vectors;
  private final RowFaults faults;
  private final long rows;
  private long row;

  private RowGroupReader(RowGroupSplit split, ParquetFileReader file, PageReadStore rowGroup) {
    this.split = split;
    this.schema = split.spec().schema();
    this.file = file;
    this.rows = split.file().rows(split.rowGroup());
    this.vectors = new float[CHUNK_ROWS * (schema.labels() + schema.dense())];
    this.faults = new RowFaults(CHUNK_ROWS, split.describe());
    int first = 0;
    for (int i = 0; i < split.widths().size(); i++) {
      ColumnBinding column = split.file().vector().get(i);
      int width = split.widths().get(i);
      vector.add(new FloatColumn(column, rowGroup, first, width, schema.labels()));
      first += width;
    }
    for (int i = 0; i < split.ranges().size(); i++) {
      ColumnBinding column = split.file().slots().get(i);
      slots.add(new KeyColumn(column, rowGroup, split.ranges().get(i), CHUNK_ROWS));
    }
    List<ColumnBinding> numbered = split.file().numbers();
    numbers =
        numbered.isEmpty()
            ? null
            : new KeyColumn(numbered.getFirst(), rowGroup, KeyRange.SAMPLE_NUMBER, CHUNK_ROWS);
  }

  /// Reads the compressed bytes of the row group and opens its columns.
  ///
  /// @throws DataException when that is not possible
  static RowGroupReader open(RowGroupSplit split) {
    ParquetFileReader file = split.file().reader(split.file().columns());
    try {
      return new RowGroupReader(split, file, file.readRowGroup(split.rowGroup()));
    } catch (IOException | RuntimeException e) {
      close(file, split);
      throw DataFile.unreadable(split.describe(), e);
    }
  }

  @Override
  public int read(Batch batch) {
    batch.clear();
    while (row < rows && batch.size() < batch.capacity()) {
      int count = (int) Math.min(CHUNK_ROWS, Math.min(rows - row, batch.capacity() - batch.size()));
      faults.begin(row);
      decode(count);
      for (int i = 0; i < count; i++) {
        addRow(batch, i);
      }
      row += count;
    }
    return batch.size();
  }

  @Override
  public void close() {
    close(file, split);
  }

  private void decode(int count) {
    boolean last = row + count == rows;
    int width = schema.labels() + schema.dense();
    try {
      for (FloatColumn column : vector) {
        column.read(count, vectors, width, faults);
        if (last) {
          column.end();
        }
      }
      for (KeyColumn column : slots) {
        column.read(count, faults);
        if (last) {
          column.end();
        }
      }
      readNumbers(count, last);
    } catch (IOException | RuntimeException e) {
      throw DataFile.unreadable(split.describe(), e);
    }
    checkSums(count);
  }

  private void readNumbers(int count, boolean last) throws IOException {
    if (numbers != null) {
      numbers.read(count, faults);
      for (int i = 0; i < count; i++) {
        if (numbers.count(i) == 0) {
          faults.add(i, "a sample must have its number", "sample_numbers");
        }
      }
      if (last) {
        numbers.end();
      }
    }
  }

  private void checkSums(int count) {
    int slot = 0;
    for (SparseInput input : schema.sparse()) {
      for (int i = 0; i < count; i++) {
        int keys = 0;
        for (int s = slot; s < slot + input.slots(); s++) {
          keys += slots.get(s).count(i);
        }
        if (keys > input.maxKeysPerSample()) {
          faults.add(
              i,
              "a sample must hold at most "
                  + input.maxKeysPerSample()
                  + " keys of an input: keys="
                  + keys,
              "input '" + input.name() + "'");
        }
      }
      slot += input.slots();
    }
  }

  private void addRow(Batch batch, int chunkRow) {
    String fault = faults.of(chunkRow);
    if (fault != null) {
      split.spec().badRecords().skip(fault);
      return;
    }
    int labels = schema.labels();
    int dense = schema.dense();
    int from = chunkRow * (labels + dense);
    int sample = batch.size();
    System.arraycopy(vectors, from, batch.labels(), sample * labels, labels);
    System.arraycopy(vectors, from + labels, batch.dense(), sample * dense, dense);
    int slot = 0;
    for (int input = 0; input < schema.sparse().size(); input++) {
      JaggedKeys bags = batch.sparse(input);
      for (int i = 0; i < bags.slots(); i++) {
        slots.get(slot).addTo(bags, chunkRow);
        slot++;
      }
    }
    if (numbers != null) {
      batch.numberSample(sample, numbers.first(chunkRow));
    }
    batch.setSize(sample + 1);
  }

  private static void close(ParquetFileReader file, RowGroupSplit split) {
    try {
      file.close();
    } catch (IOException e) {
      throw DataFile.unreadable(split.describe(), e);
    }
  }
}
