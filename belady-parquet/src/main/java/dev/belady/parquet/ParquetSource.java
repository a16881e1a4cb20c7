// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.DataException;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A data set of Parquet files; each row group that has rows is a split.
final class ParquetSource implements SampleSource {
  private final Schema schema;
  private final List<Split> splits;
  private final long samples;

  private ParquetSource(Schema schema, List<Split> splits, long samples) {
    this.schema = schema;
    this.splits = List.copyOf(splits);
    this.samples = samples;
  }

  /// Finds the files, reads their footers, and checks them against the metadata and the schema.
  ///
  /// @throws DataException when something is missing or does not fit
  static ParquetSource open(SourceSpec spec) {
    List<KeyRange> ranges = KeyRange.of(spec);
    Map<Path, MetadataFile> known = new HashMap<>();
    List<DataFile> files = new ArrayList<>();
    for (Path path : DataFiles.of(Path.of(spec.path()))) {
      Path folder = path.toAbsolutePath().getParent();
      MetadataFile metadata = known.computeIfAbsent(folder, f -> MetadataFile.beside(path));
      checkSlots(metadata, spec.schema());
      files.add(DataFile.open(path, metadata));
    }
    List<Integer> widths = VectorWidths.of(files, spec.schema());
    List<Split> splits = new ArrayList<>();
    long samples = 0;
    for (DataFile file : files) {
      for (int rowGroup = 0; rowGroup < file.rowGroups(); rowGroup++) {
        // Some writers leave a row group without rows, which parquet-java refuses to read.
        if (file.rows(rowGroup) > 0) {
          splits.add(new RowGroupSplit(file, rowGroup, widths, ranges, spec));
          samples += file.rows(rowGroup);
        }
      }
    }
    if (samples == 0) {
      throw new DataException("a data set must have at least one row (" + spec.path() + ")");
    }
    return new ParquetSource(spec.schema(), splits, samples);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<Split> splits() {
    return splits;
  }

  /// The number of rows in all footers; bad records, which may be skipped, count.
  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.of(samples);
  }

  private static void checkSlots(MetadataFile metadata, Schema schema) {
    if (metadata.cats().size() != schema.slots()) {
      throw new DataException(
          "cats must have one column per slot: cats="
              + metadata.cats().size()
              + ", slots="
              + schema.slots()
              + " ("
              + metadata.path()
              + ")");
    }
  }
}
