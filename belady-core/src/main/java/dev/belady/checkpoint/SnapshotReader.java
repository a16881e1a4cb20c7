// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.config.ConfigException;
import dev.belady.data.DataException;
import dev.belady.data.ReadPosition;
import dev.belady.data.file.ByteInput;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Loads a snapshot that [SnapshotWriter] made.
///
/// The manifest is compared with the model, and every file with the manifest, before anything in
/// the model changes.
public final class SnapshotReader {
  private final Path file;
  private final Manifest manifest;
  private final Model model;

  /// Where the run was that a snapshot is of.
  ///
  /// @param position the place in the data behind the last trained sample
  /// @param schedule the order of training, as `belady.popularity.schedule` names it
  public record Loaded(ReadPosition position, String schedule) {}

  private SnapshotReader(Path file, Model model) {
    this.file = file;
    this.manifest = ManifestText.read(file);
    this.model = model;
  }

  /// Replaces the state of a model that nobody trains meanwhile.
  ///
  /// @param manifest the file that [SnapshotName#manifest] names
  /// @param warnings hears of what makes the run go on in another way than the saved one would have
  /// @throws DataException when a file is missing or damaged
  /// @throws ConfigException when the snapshot belongs to another model
  public static Loaded load(Path manifest, Model model, Consumer<String> warnings) {
    SnapshotReader reader = new SnapshotReader(manifest, model);
    ManifestFit.check(reader.manifest, model, manifest);
    reader.manifest.files().forEach(reader::verify);
    reader.verifySizes();
    Statistics statistics = reader.statistics();
    reader.apply(statistics);
    reader.warn(warnings);
    return new Loaded(reader.manifest.position(), reader.manifest.schedule());
  }

  private void warn(Consumer<String> warnings) {
    long seed = model.config().seed();
    if (seed != manifest.seed()) {
      warnings.accept(
          "the run goes on with another seed, so that a shuffled order and new rows are not those of"
              + " the run that was saved: seed="
              + seed
              + ", seed of the snapshot="
              + manifest.seed());
    }
  }

  private void verify(FileEntry entry) {
    Path path = path(entry);
    long bytes = RowFiles.bytes(path);
    if (bytes != entry.bytes()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "a file of a snapshot must have its length: expected %d bytes, got %d (%s)",
              entry.bytes(),
              bytes,
              path));
    }
    CRC32C checksum = new CRC32C();
    try (ByteInput input = ByteInput.open(path, 0)) {
      while (input.has(1)) {
        int count = input.available();
        checksum.update(input.buffer(), input.at(), count);
        input.skip(count);
      }
    }
    if (checksum.getValue() != entry.crc32c()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "a file of a snapshot must have its checksum: expected crc32c=%s, got crc32c=%s (%s)",
              ManifestText.hex(entry.crc32c()),
              ManifestText.hex(checksum.getValue()),
              path));
    }
  }

  /// Makes sure that the files are as long as what will be read from them.
  private void verifySizes() {
    long floats = model.parameters().length;
    requireBytes(Part.DENSE, -1, floats * Float.BYTES);
    int states = model.denseUpdate().states().length;
    if (states > 0) {
      requireBytes(Part.DENSE_OPTIMIZER, -1, states * floats * Float.BYTES);
    }
    for (int i = 0; i < model.tables().size(); i++) {
      EmbeddingTable table = model.tables().get(i);
      int stateFloats = table.layout().floats() - table.dim();
      if (stateFloats > 0) {
        long rows = manifest.tables().get(i).rows();
        requireBytes(Part.ROW_OPTIMIZER, i, rows * stateFloats * Float.BYTES);
      }
      try (RowFiles rows = openRows(i)) {
        if (rows.rows() != manifest.tables().get(i).rows()) {
          throw damaged("rows of table " + i + "=" + rows.rows());
        }
      }
    }
  }

  private void requireBytes(Part part, int table, long bytes) {
    FileEntry entry = entry(part, table);
    if (entry.bytes() != bytes) {
      throw damaged(entry.name() + " has " + entry.bytes() + " bytes, not " + bytes);
    }
  }

  private @Nullable Statistics statistics() {
    FileEntry entry = find(Part.STATISTICS, -1);
    if (entry == null) {
      if (Statistics.text(model.network()).length > 0) {
        throw damaged("no file for part=" + Part.STATISTICS.jsonName());
      }
      return null;
    }
    Path path = path(entry);
    try {
      return Statistics.parse(Files.readAllBytes(path), model.network(), path);
    } catch (IOException e) {
      throw ByteInput.failure(path, e);
    }
  }

  private void apply(@Nullable Statistics statistics) {
    readFloats(Part.DENSE, model.parameters());
    if (model.denseUpdate().states().length > 0) {
      readFloats(Part.DENSE_OPTIMIZER, model.denseUpdate().states());
    }
    if (statistics != null) {
      statistics.apply(model.network());
    }
    for (int i = 0; i < model.tables().size(); i++) {
      try (TableLoader loader = new TableLoader(model.tables().get(i), openRows(i))) {
        FileEntry states = find(Part.ROW_OPTIMIZER, i);
        if (states != null) {
          loader.readStates(path(states));
        }
        FileEntry firstSlots = find(Part.FIRST_SLOTS, i);
        if (firstSlots != null) {
          loader.readFirstSlots(path(firstSlots));
        }
        loader.load();
      }
      model.setTrainedRows(i, manifest.tables().get(i).rows());
    }
    model.setStep(manifest.step());
  }

  private void readFloats(Part part, float[]... arrays) {
    try (FloatFile input = new FloatFile(path(entry(part, -1)), 0)) {
      for (float[] array : arrays) {
        input.next(array, 0, array.length);
      }
    }
  }

  private RowFiles openRows(int number) {
    Manifest.Table table = manifest.tables().get(number);
    FileEntry rows = find(Part.ROWS, number);
    Path path = rows != null ? path(rows) : path(entry(Part.KEYS, number)).resolveSibling("");
    return RowFiles.open(
        path, new RowFiles.Shape(manifest.keyType(), table.slotIds(), table.dim()));
  }

  private FileEntry entry(Part part, int table) {
    FileEntry entry = find(part, table);
    if (entry == null) {
      throw damaged("no file for part=" + part.jsonName() + ", table=" + table);
    }
    return entry;
  }

  private @Nullable FileEntry find(Part part, int table) {
    for (FileEntry entry : manifest.files()) {
      if (entry.part() == part && entry.table() == table) {
        return entry;
      }
    }
    return null;
  }

  private Path path(FileEntry entry) {
    return file.resolveSibling(entry.name());
  }

  private DataException damaged(String what) {
    return new DataException("a snapshot must be whole: " + what + " (" + file + ")");
  }
}
