// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.config.BeladySpec.SnapshotFormat;
import dev.belady.data.DataException;
import dev.belady.data.KeyType;
import dev.belady.data.ReadPosition;
import dev.belady.data.file.PendingFile;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Saves a model: HugeCTR's files, the optimizer state, the configuration, and a manifest.
///
/// Rows are written in the order of their records, and only those that training has reached: rows
/// beyond were made ahead for batches that are still to come. Everything is little-endian.
public final class SnapshotWriter {
  private final SnapshotName name;
  private final Model model;
  private final Manifest description;
  private final PendingSnapshot files;

  private SnapshotWriter(
      SnapshotName name, Model model, Manifest description, PendingSnapshot files) {
    this.name = name;
    this.model = model;
    this.description = description;
    this.files = files;
  }

  /// Saves a model that nobody trains meanwhile and returns the files, the manifest last.
  ///
  /// @param prefix the beginning of the names; the step of the model completes them
  /// @param position the place in the data behind the last trained sample
  /// @throws DataException when a file cannot be written; snapshots of other steps stay as they
  ///   were
  public static List<Path> write(String prefix, Model model, ReadPosition position) {
    SnapshotName name = new SnapshotName(prefix, model.step());
    try (PendingSnapshot files = new PendingSnapshot(name.manifest())) {
      Manifest description = Manifest.describe(model, position);
      new SnapshotWriter(name, model, description, files).writeAll();
      return files.commit(ManifestText.write(description.withFiles(files.entries())));
    }
  }

  /// Makes the folder of snapshots and a file in it, which is removed again: a run should know at
  /// its start that its model can be saved.
  ///
  /// @throws DataException when that is not possible
  public static void requireWritable(String prefix) {
    PendingFile.create(new SnapshotName(prefix, 0).manifest()).close();
  }

  private void writeAll() {
    writeFloats(files.begin(Part.DENSE, -1, name.dense()), model.parameters());
    byte[] statistics = Statistics.text(model.network());
    if (statistics.length > 0) {
      writeBytes(files.begin(Part.STATISTICS, -1, name.statistics()), statistics);
    }
    float[][] states = model.denseUpdate().states();
    if (states.length > 0) {
      writeFloats(files.begin(Part.DENSE_OPTIMIZER, -1, name.denseOptimizer()), states);
    }
    writeBytes(
        files.begin(Part.CONFIG, -1, name.config()),
        model.config().json().getBytes(StandardCharsets.UTF_8));
    for (int table = 0; table < model.tables().size(); table++) {
      switch (model.config().belady().snapshotFormat()) {
        case SnapshotFormat.V2_3 -> writeRows(table);
        case SnapshotFormat.V3_1 -> writeColumns(table);
      }
      writeRowStates(table);
      writeFirstSlots(table);
    }
  }

  private static void writeFloats(ChecksummedFile file, float[]... arrays) {
    for (float[] array : arrays) {
      file.putFloats(array, 0, array.length);
    }
    file.finish();
  }

  private static void writeBytes(ChecksummedFile file, byte[] bytes) {
    file.putBytes(bytes);
    file.finish();
  }

  private void writeRows(int number) {
    EmbeddingTable table = model.tables().get(number);
    boolean slotIds = description.tables().get(number).slotIds();
    KeyType keyType = description.keyType();
    RecordBlocks records = new RecordBlocks(table, model.trainedRows(number));
    ChecksummedFile file = files.begin(Part.ROWS, number, name.sparse(number));
    for (int row = 0; row < model.trainedRows(number); row++) {
      switch (keyType) {
        case I32 -> file.putInt((int) table.key(row));
        case I64 -> file.putLong(table.key(row));
      }
      if (slotIds) {
        file.putLong(table.slot(row));
      }
      int at = records.find(row);
      file.putFloats(records.floats(), at, table.dim());
    }
    file.finish();
  }

  private void writeColumns(int number) {
    EmbeddingTable table = model.tables().get(number);
    int rows = model.trainedRows(number);
    Path folder = name.sparse(number);
    ChecksummedFile keys = files.begin(Part.KEYS, number, folder, SnapshotFolders.KEYS);
    for (int row = 0; row < rows; row++) {
      keys.putLong(table.key(row));
    }
    keys.finish();
    if (description.tables().get(number).slotIds()) {
      ChecksummedFile slots = files.begin(Part.SLOT_IDS, number, folder, SnapshotFolders.SLOT_IDS);
      for (int row = 0; row < rows; row++) {
        slots.putLong(table.slot(row));
      }
      slots.finish();
    }
    ChecksummedFile vectors = files.begin(Part.VECTORS, number, folder, SnapshotFolders.VECTORS);
    RecordBlocks records = new RecordBlocks(table, rows);
    for (int row = 0; row < rows; row++) {
      int at = records.find(row);
      vectors.putFloats(records.floats(), at, table.dim());
    }
    vectors.finish();
  }

  private void writeRowStates(int number) {
    EmbeddingTable table = model.tables().get(number);
    int rows = model.trainedRows(number);
    int dim = table.dim();
    int floats = table.layout().floats();
    if (floats == dim) {
      return;
    }
    RecordBlocks records = new RecordBlocks(table, rows);
    ChecksummedFile file = files.begin(Part.ROW_OPTIMIZER, number, name.sparseOptimizer(number));
    for (int from = dim; from < floats; from += dim) {
      int count = Math.min(dim, floats - from);
      for (int row = 0; row < rows; row++) {
        int at = records.find(row);
        file.putFloats(records.floats(), at + from, count);
      }
    }
    file.finish();
  }

  /// Where neither another file nor the numbering of the keys says the slot of a key.
  private void writeFirstSlots(int number) {
    EmbeddingTable table = model.tables().get(number);
    if (table.spec().direct() || description.tables().get(number).slotIds()) {
      return;
    }
    ChecksummedFile file = files.begin(Part.FIRST_SLOTS, number, name.firstSlots(number));
    for (int row = 0; row < model.trainedRows(number); row++) {
      file.putInt(table.slot(row));
    }
    file.finish();
  }
}
