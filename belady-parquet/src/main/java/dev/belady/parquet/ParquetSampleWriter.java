// SPDX-License-Identifier: Apache-2.0
package dev.belady.parquet;

import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SampleWriter;
import dev.belady.data.file.FileList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a data set: Parquet files, then their list, then the metadata.
///
/// Old metadata is removed first, so that a run that is cut off leaves nothing that looks complete.
final class ParquetSampleWriter implements SampleWriter {
  private final SampleColumns columns;
  private final Path list;
  private final long samplesPerFile;
  private final int rowGroupSamples;
  private final List<Path> files = new ArrayList<>();
  private final Map<String, Long> rows = new LinkedHashMap<>();
  private @Nullable PendingParquetFile file;
  private boolean broken;
  private boolean closed;

  ParquetSampleWriter(SampleColumns columns, Path list, long samplesPerFile, int rowGroupSamples) {
    if (samplesPerFile < 1) {
      throw new DataException("samples per file must be > 0: samples=" + samplesPerFile);
    }
    this.columns = columns;
    this.list = list;
    this.samplesPerFile = samplesPerFile;
    this.rowGroupSamples = rowGroupSamples;
    try {
      Files.createDirectories(list.toAbsolutePath().getParent());
      Files.deleteIfExists(list);
      Files.deleteIfExists(metadata());
    } catch (IOException e) {
      throw new DataException("cannot replace: " + e.getMessage() + " (" + list + ")", e);
    }
  }

  @Override
  public void write(Batch batch) {
    boolean done = false;
    try {
      for (int sample = 0; sample < batch.size(); sample++) {
        PendingParquetFile out = file == null ? begin() : file;
        out.write(batch, sample);
        if (out.samples() == samplesPerFile) {
          complete(out);
        }
      }
      done = true;
    } finally {
      broken |= !done;
    }
  }

  /// Completes the last file and writes list and metadata; after a failure, removes what is not
  /// complete.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (broken) {
      if (file != null) {
        file.close();
      }
      return;
    }
    PendingParquetFile last = files.isEmpty() ? begin() : file;
    if (last != null) {
      try (last) {
        complete(last);
      }
    }
    FileList.write(list, files);
    columns.metadata(metadata(), rows).write();
  }

  private Path metadata() {
    return MetadataFile.pathBeside(list);
  }

  private PendingParquetFile begin() {
    Path path = list.resolveSibling(files.size() + ".parquet");
    PendingParquetFile out = PendingParquetFile.create(path, columns, rowGroupSamples);
    file = out;
    files.add(path);
    return out;
  }

  private void complete(PendingParquetFile out) {
    out.commit();
    rows.put(String.valueOf(files.getLast().getFileName()), out.samples());
    file = null;
  }
}
