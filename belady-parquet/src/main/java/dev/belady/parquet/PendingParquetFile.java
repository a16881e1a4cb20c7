// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.Batch;
import dev.belady.data.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/// A Parquet file in the making: it has the ending `.unfinished` until [#commit()] gives it its
/// name.
final class PendingParquetFile implements Closeable {
  private final Path target;
  private final Path unfinished;
  private final ParquetWriter<SampleWriteSupport.Sample> writer;
  private long samples;
  private boolean writerClosed;
  private boolean committed;

  private PendingParquetFile(
      Path target, Path unfinished, ParquetWriter<SampleWriteSupport.Sample> writer) {
    this.target = target;
    this.unfinished = unfinished;
    this.writer = writer;
  }

  /// Begins a file with zstd pages.
  ///
  /// @throws DataException when that is not possible
  static PendingParquetFile create(Path target, SampleColumns columns, int rowGroupSamples) {
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    try {
      ParquetWriter<SampleWriteSupport.Sample> writer =
          new Builder(new LocalOutputFile(unfinished), columns)
              .withConf(new PlainParquetConfiguration())
              .withCodecFactory(new PageCodecs())
              .withCompressionCodec(CompressionCodecName.ZSTD)
              .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
              .withRowGroupRowCountLimit(rowGroupSamples)
              .build();
      return new PendingParquetFile(target, unfinished, writer);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// The number of samples written.
  long samples() {
    return samples;
  }

  /// Appends a sample.
  ///
  /// @throws DataException when it cannot be written, or does not fit the columns
  void write(Batch batch, int sample) {
    try {
      writer.write(new SampleWriteSupport.Sample(batch, sample, target, samples));
    } catch (IOException e) {
      throw failure(target, e);
    }
    samples++;
  }

  /// Writes the footer and gives the file its name, replacing a file of that name.
  ///
  /// @throws DataException when it cannot be completed
  void commit() {
    try {
      writerClosed = true;
      writer.close();
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      committed = true;
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// Removes the file if it was not committed.
  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      try {
        if (!writerClosed) {
          writerClosed = true;
          writer.close();
        }
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private static DataException failure(Path target, IOException cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new DataException("cannot write: " + reason + " (" + target + ")", cause);
  }

  private static final class Builder
      extends ParquetWriter.Builder<SampleWriteSupport.Sample, Builder> {
    private final SampleColumns columns;

    Builder(OutputFile file, SampleColumns columns) {
      super(file);
      this.columns = columns;
    }

    @Override
    protected Builder self() {
      return this;
    }

    // Abstract above, but called only for files opened with a Hadoop configuration.
    @Override
    @SuppressWarnings("deprecation")
    protected WriteSupport<SampleWriteSupport.Sample> getWriteSupport(Configuration unused) {
      return new SampleWriteSupport(columns);
    }

    @Override
    protected WriteSupport<SampleWriteSupport.Sample> getWriteSupport(ParquetConfiguration unused) {
      return new SampleWriteSupport(columns);
    }
  }
}
