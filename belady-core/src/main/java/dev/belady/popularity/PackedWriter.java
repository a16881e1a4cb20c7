// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleWriter;
import dev.belady.data.SourceSpec;
import dev.belady.data.file.PendingFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes a [PackedFolder]: takes the samples of a data set in their order and puts each into the
/// stream of the hot or of the cold ones. Memory is that of two row groups. The folder has its name
/// only after [#commit()]; a writer that is closed before leaves nothing.
public final class PackedWriter implements Closeable {
  private static final int BLOCK_SAMPLES = 1024;
  private static final long SAMPLES_PER_FILE = 10_000_000;

  private final Path target;
  private final PendingFolder folder;
  private final InputClassifier classifier;
  private final String format;
  private final SourceSpec data;
  private final @Nullable SampleWriter[] writers = new SampleWriter[2];
  private final Batch[] blocks = new Batch[2];
  private final long[] samples = new long[2];

  /// Begins a folder.
  ///
  /// @param target nothing, or an empty folder
  /// @param format the format of the data
  /// @param data how it is read
  /// @throws DataException when it cannot be written
  public PackedWriter(Path target, InputClassifier classifier, String format, SourceSpec data) {
    this.target = target;
    this.classifier = classifier;
    this.format = format;
    this.data = data;
    this.folder = PendingFolder.create(target, PackedFolder.HOT_SET);
    boolean begun = false;
    try {
      HotSetFile.write(classifier.hotSet(), folder.path().resolve(PackedFolder.HOT_SET));
      for (int kind = 0; kind < writers.length; kind++) {
        SourceSpec stream =
            PackedFolder.stream(fileList(kind), data, Map.of("sample_numbers", "true"));
        writers[kind] =
            SampleFormats.load().get(PackedFolder.FORMAT).create(stream, SAMPLES_PER_FILE);
        blocks[kind] = new Batch(data.schema(), BLOCK_SAMPLES);
      }
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  /// The number of hot inputs so far.
  public long hot() {
    return samples[1];
  }

  /// The number of cold inputs so far.
  public long cold() {
    return samples[0];
  }

  /// Takes the next samples of the data set.
  ///
  /// @throws DataException when they cannot be written, for example on a full disk, or a label or
  ///   dense feature is not a number: training would stop there
  public void add(Batch batch) {
    for (int sample = 0; sample < batch.size(); sample++) {
      long number = samples[0] + samples[1];
      requireNumbers(batch, sample, number);
      int kind = classifier.isHot(batch, sample) ? 1 : 0;
      Batch block = blocks[kind];
      block.addSample(batch, sample);
      block.numberSample(block.size() - 1, number);
      samples[kind]++;
      if (block.size() == block.capacity()) {
        flush(kind);
      }
    }
  }

  private void requireNumbers(Batch batch, int sample, long number) {
    int labels = batch.schema().labels();
    int dense = batch.schema().dense();
    for (int i = 0; i < labels + dense; i++) {
      float value =
          i < labels
              ? batch.labels()[sample * labels + i]
              : batch.dense()[sample * dense + i - labels];
      if (Float.isNaN(value)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "packed data cannot hold what is not a number: %s=NaN (sample %d)",
                i < labels ? "label[" + i + "]" : "dense[" + (i - labels) + "]",
                number));
      }
    }
  }

  private void flush(int kind) {
    SampleWriter writer = writers[kind];
    if (writer != null) {
      try {
        writer.write(blocks[kind]);
      } catch (IOException e) {
        throw failure(e);
      }
      blocks[kind].clear();
    }
  }

  /// Writes what is left, completes all files and gives the folder its name.
  ///
  /// @throws DataException when that is not possible
  public void commit() {
    try {
      for (int kind = 0; kind < writers.length; kind++) {
        flush(kind);
        SampleWriter writer = writers[kind];
        writers[kind] = null;
        if (writer != null) {
          writer.close();
        }
        // It names the files where they are now; without it they are found by their names.
        Files.delete(fileList(kind));
      }
      PackedFolder.write(folder.path(), classifier.hotSet(), samples[1], samples[0], format, data);
    } catch (IOException e) {
      throw failure(e);
    }
    folder.commit();
  }

  private Path fileList(int kind) {
    return PackedFolder.stream(folder.path(), kind == 1).resolve("_file_list.txt");
  }

  /// The bytes of all files, once they are written.
  ///
  /// @throws DataException when they cannot be read
  public long bytes() {
    try (Stream<Path> files = Files.walk(target)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// Removes everything unless it was committed.
  @Override
  public void close() {
    for (int kind = 0; kind < writers.length; kind++) {
      SampleWriter writer = writers[kind];
      writers[kind] = null;
      if (writer != null) {
        abandon(writer);
      }
    }
    folder.close();
  }

  /// What a writer cannot complete goes away with the folder.
  private static void abandon(SampleWriter writer) {
    try {
      writer.close();
    } catch (IOException | DataException _) {
      // The failure that matters is on its way already.
    }
  }

  private DataException failure(IOException e) {
    return new DataException("cannot write: " + e + " (" + target + ")", e);
  }
}
