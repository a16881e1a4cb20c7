// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.data.DataException;
import dev.belady.data.KeyType;
import dev.belady.data.file.ByteInput;
import dev.belady.data.file.LittleEndian;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The saved rows of a table, one after the other: key, slot where there are slots, weights.
///
/// In a file of version 2.3 the three lie next to each other; in a folder of version 3.1 each has a
/// file of its own. So there are three inputs here, which are one in the first case.
final class RowFiles implements Closeable {
  /// What a row looks like.
  ///
  /// @param keyType the width of a key in a file of version 2.3; a folder has 8 bytes always
  /// @param slotIds whether there are slots
  /// @param dim weights
  record Shape(KeyType keyType, boolean slotIds, int dim) {
    int rowBytes() {
      return keyType.bytes() + (slotIds ? Long.BYTES : 0) + dim * Float.BYTES;
    }
  }

  private final Path path;
  private final int dim;
  private final int keyBytes;
  private final int rows;
  private final ByteInput keys;
  private final @Nullable ByteInput slots;
  private final ByteInput vectors;

  private RowFiles(
      Path path,
      Shape shape,
      int keyBytes,
      long rows,
      ByteInput keys,
      @Nullable ByteInput slots,
      ByteInput vectors) {
    this.path = path;
    this.dim = shape.dim();
    this.keyBytes = keyBytes;
    this.rows = Math.toIntExact(rows);
    this.keys = keys;
    this.slots = slots;
    this.vectors = vectors;
  }

  /// Opens a file of version 2.3 or a folder of version 3.1.
  ///
  /// @throws DataException when it is missing or its length is no multiple of a row's
  static RowFiles open(Path path, Shape shape) {
    return Files.isDirectory(path) ? openFolder(path, shape) : openFile(path, shape);
  }

  private static RowFiles openFile(Path file, Shape shape) {
    long bytes = bytes(file);
    if (bytes % shape.rowBytes() != 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "a sparse model file must hold whole rows of %s%d floats: bytes=%d, bytes of a row=%d (%s)",
              shape.slotIds()
                  ? "a key of " + shape.keyType().bytes() + " bytes, a slot of 8 bytes and "
                  : "a key of " + shape.keyType().bytes() + " bytes and ",
              shape.dim(),
              bytes,
              shape.rowBytes(),
              file));
    }
    long rows = bytes / shape.rowBytes();
    requireRows(rows, file);
    ByteInput input = ByteInput.open(file, 0);
    return new RowFiles(
        file, shape, shape.keyType().bytes(), rows, input, shape.slotIds() ? input : null, input);
  }

  private static RowFiles openFolder(Path folder, Shape shape) {
    Path keyFile = folder.resolve(SnapshotFolders.KEYS);
    long keyBytes = bytes(keyFile);
    long rows = keyBytes / Long.BYTES;
    requireBytes(keyFile, rows, Long.BYTES);
    requireRows(rows, keyFile);
    Path vectorFile = folder.resolve(SnapshotFolders.VECTORS);
    requireBytes(vectorFile, rows, (long) shape.dim() * Float.BYTES);
    Path slotFile = folder.resolve(SnapshotFolders.SLOT_IDS);
    if (shape.slotIds()) {
      requireBytes(slotFile, rows, Long.BYTES);
    }
    return new RowFiles(
        folder,
        shape,
        Long.BYTES,
        rows,
        ByteInput.open(keyFile, 0),
        shape.slotIds() ? ByteInput.open(slotFile, 0) : null,
        ByteInput.open(vectorFile, 0));
  }

  /// The number of rows.
  int rows() {
    return rows;
  }

  /// Whether every row has a slot.
  boolean hasSlots() {
    return slots != null;
  }

  /// What is read, for messages.
  Path path() {
    return path;
  }

  /// The key of the next row; to be followed by [#nextSlot] if there are slots and by
  /// [#nextWeights].
  long nextKey() {
    take(keys, keyBytes);
    long key =
        keyBytes == Integer.BYTES
            ? Integer.toUnsignedLong(LittleEndian.getInt(keys.buffer(), keys.at()))
            : LittleEndian.getLong(keys.buffer(), keys.at());
    keys.skip(keyBytes);
    return key;
  }

  /// The slot of the row.
  long nextSlot() {
    ByteInput input = slots;
    if (input == null) {
      throw new IllegalStateException("no slots: " + path);
    }
    take(input, Long.BYTES);
    long slot = LittleEndian.getLong(input.buffer(), input.at());
    input.skip(Long.BYTES);
    return slot;
  }

  /// Reads the weights of the row into the front of `into`.
  void nextWeights(float[] into) {
    int bytes = dim * Float.BYTES;
    take(vectors, bytes);
    LittleEndian.getFloats(vectors.buffer(), vectors.at(), into, 0, dim);
    vectors.skip(bytes);
  }

  @Override
  public void close() {
    Set<ByteInput> inputs = new LinkedHashSet<>();
    inputs.add(keys);
    inputs.add(vectors);
    if (slots != null) {
      inputs.add(slots);
    }
    inputs.forEach(ByteInput::close);
  }

  private void take(ByteInput input, int bytes) {
    if (!input.has(bytes)) {
      throw new DataException("the rows end early: the file became shorter (" + path + ")");
    }
  }

  private static void requireBytes(Path file, long rows, long rowBytes) {
    long actual = bytes(file);
    if (actual != rows * rowBytes) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the files of a sparse model must have equally many rows: rows=%d, bytes=%d, bytes of a row=%d (%s)",
              rows,
              actual,
              rowBytes,
              file));
    }
  }

  private static void requireRows(long rows, Path file) {
    if (rows > Integer.MAX_VALUE) {
      throw new DataException("a table must have < 2^31 rows: rows=" + rows + " (" + file + ")");
    }
  }

  /// The length of a file.
  ///
  /// @throws DataException when it is missing
  static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw ByteInput.failure(file, e);
    }
  }
}
