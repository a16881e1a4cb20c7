// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;

/// A Parquet file whose footer was read and fits the metadata.
///
/// @param path the file
/// @param footer its schema and row groups
/// @param vector labels and dense features, in the order of the model's vector
/// @param slots the slots, in the order of the model
/// @param numbers the numbers of the samples, or none
record DataFile(
    Path path,
    ParquetMetadata footer,
    List<ColumnBinding> vector,
    List<ColumnBinding> slots,
    List<ColumnBinding> numbers) {
  /// Copies the lists.
  DataFile {
    vector = List.copyOf(vector);
    slots = List.copyOf(slots);
    numbers = List.copyOf(numbers);
  }

  /// Reads the footer of a file and finds the columns.
  ///
  /// @throws DataException when the file cannot be read or is not what `metadata` says
  static DataFile open(Path path, MetadataFile metadata) {
    if (!Files.isRegularFile(path)) {
      throw new DataException("file does not exist: " + path);
    }
    ParquetMetadata footer;
    try (ParquetFileReader reader = ParquetFileReader.open(input(path), options())) {
      footer = reader.getFooter();
    } catch (IOException | RuntimeException e) {
      throw unreadable(path, e);
    }
    checkRows(path, footer, metadata);
    MessageType schema = footer.getFileMetaData().getSchema();
    List<ColumnBinding> vector = new ArrayList<>();
    List<ColumnBinding> slots = new ArrayList<>();
    for (MetadataFile.Column column : metadata.vector()) {
      vector.add(ColumnBinding.ofFloats(column, schema, path));
    }
    for (MetadataFile.Column column : metadata.cats()) {
      slots.add(ColumnBinding.ofKeys(column, schema, path));
    }
    List<ColumnBinding> numbers = new ArrayList<>();
    for (MetadataFile.Column column : metadata.numbers()) {
      numbers.add(ColumnBinding.ofKeys(column, schema, path));
    }
    DataFile file = new DataFile(path, footer, vector, slots, numbers);
    file.checkDistinct(metadata);
    file.checkCompression();
    return file;
  }

  /// Opens the file for reading some of its columns, without reading the footer again.
  ///
  /// @throws DataException when it cannot be opened
  ParquetFileReader reader(List<ColumnBinding> columns) {
    MessageType schema = footer.getFileMetaData().getSchema();
    InputFile input = input(path);
    try {
      ParquetFileReader reader =
          ParquetFileReader.open(input, footer, options(), input.newStream());
      reader.setRequestedSchema(
          new MessageType(schema.getName(), columns.stream().map(ColumnBinding::field).toList()));
      return reader;
    } catch (IOException | RuntimeException e) {
      throw unreadable(path, e);
    }
  }

  /// All columns that are read.
  List<ColumnBinding> columns() {
    List<ColumnBinding> columns = new ArrayList<>(vector);
    columns.addAll(slots);
    columns.addAll(numbers);
    return columns;
  }

  /// The number of row groups.
  int rowGroups() {
    return footer.getBlocks().size();
  }

  /// The number of rows of a row group.
  long rows(int rowGroup) {
    return footer.getBlocks().get(rowGroup).getRowCount();
  }

  /// What to throw for a failure below. parquet-java reports broken bytes by whatever exception
  /// they lead to.
  static DataException unreadable(Object place, Exception cause) {
    if (cause instanceof DataException complete) {
      return complete;
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new DataException("cannot read Parquet: " + reason + " (" + place + ")", cause);
  }

  private static ParquetReadOptions options() {
    return ParquetReadOptions.builder(new PlainParquetConfiguration())
        .withCodecFactory(new PageCodecs())
        .withPageChecksumVerification(true)
        .withUseHadoopVectoredIo(false)
        .build();
  }

  private static InputFile input(Path path) {
    return new LocalInputFile(path) {
      @Override
      public String toString() {
        return path.toString();
      }
    };
  }

  private static void checkRows(Path path, ParquetMetadata footer, MetadataFile metadata) {
    long rows = 0;
    for (BlockMetaData rowGroup : footer.getBlocks()) {
      rows += rowGroup.getRowCount();
    }
    long stated = metadata.rows(path);
    if (rows != stated) {
      throw new DataException(
          "num_rows must be the rows of the file: num_rows="
              + stated
              + ", rows="
              + rows
              + " ("
              + path
              + ", "
              + metadata.path()
              + ")");
    }
  }

  private void checkDistinct(MetadataFile metadata) {
    Set<Integer> seen = new HashSet<>();
    for (ColumnBinding binding : columns()) {
      if (!seen.add(binding.column().index())) {
        throw new DataException(
            "a column can have one role only: " + binding.column() + " (" + metadata.path() + ")");
      }
    }
  }

  private void checkCompression() {
    Set<String> read = new HashSet<>();
    for (ColumnBinding binding : columns()) {
      read.add(binding.field().getName());
    }
    for (BlockMetaData rowGroup : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
        String name = chunk.getPath().toArray()[0];
        if (read.contains(name) && !PageCodecs.READABLE.contains(chunk.getCodec())) {
          throw new DataException(
              "compression must be ZSTD, SNAPPY, GZIP or none: compression="
                  + chunk.getCodec()
                  + " (column '"
                  + name
                  + "', "
                  + path
                  + ")");
        }
      }
    }
  }
}
