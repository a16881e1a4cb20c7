// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.DataException;
import dev.belady.data.file.LittleEndian;
import dev.belady.data.file.PendingFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// A [HotSet] as a file: little-endian, complete or not there, with a checksum over all of it.
///
/// The layout is the magic `BELADYHS`, version (int), tables (int), samples (long); for each table
/// the length of its name in bytes (int), the name in UTF-8, bytes of a record (int), rows (int),
/// then for each row key and count (long each); at the end the CRC-32C of all before (int).
public final class HotSetFile {
  private static final long MAGIC = 0x53485944414C4542L;
  private static final int VERSION = 1;
  private static final int BLOCK_BYTES = 64 << 10;

  private HotSetFile() {}

  /// Writes the file; one that was there is replaced at once.
  ///
  /// @throws DataException when it cannot be written
  public static void write(HotSet hotSet, Path path) {
    try (PendingFile file = PendingFile.create(path)) {
      Sink sink = new Sink(file);
      sink.putLong(MAGIC);
      sink.putInt(VERSION);
      sink.putInt(hotSet.tables().size());
      sink.putLong(hotSet.samples());
      for (HotTable table : hotSet.tables()) {
        byte[] name = table.name().getBytes(StandardCharsets.UTF_8);
        sink.putInt(name.length);
        for (byte one : name) {
          sink.putByte(one);
        }
        sink.putInt(table.recordBytes());
        sink.putInt(table.size());
        for (int rank = 0; rank < table.size(); rank++) {
          sink.putLong(table.key(rank));
          sink.putLong(table.count(rank));
        }
      }
      sink.finish();
      file.force();
      file.commit();
    }
  }

  /// Reads a file.
  ///
  /// @throws DataException when it is missing, damaged, or not of this kind
  public static HotSet read(Path path) {
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new DataException("cannot read the hot set: " + e + " (" + path + ")", e);
    }
    if (bytes.remaining() < 2 * Long.BYTES || bytes.getLong() != MAGIC) {
      throw new DataException("a hot set must begin with BELADYHS: " + path);
    }
    int version = bytes.getInt();
    if (version != VERSION) {
      throw new DataException(
          "the version of a hot set must be "
              + VERSION
              + ": version="
              + version
              + " ("
              + path
              + ")");
    }
    int end = bytes.limit() - Integer.BYTES;
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.array(), 0, end);
    if ((int) checksum.getValue() != bytes.getInt(end)) {
      throw new DataException("the hot set is damaged: its checksum does not fit (" + path + ")");
    }
    bytes.limit(end);
    int tableCount = bytes.getInt();
    long samples = bytes.getLong();
    List<HotTable> tables = new ArrayList<>();
    for (int number = 0; number < tableCount; number++) {
      tables.add(readTable(bytes));
    }
    return new HotSet(tables, samples);
  }

  private static HotTable readTable(ByteBuffer bytes) {
    byte[] name = new byte[bytes.getInt()];
    bytes.get(name);
    int recordBytes = bytes.getInt();
    int rows = bytes.getInt();
    long[] keys = new long[rows];
    long[] counts = new long[rows];
    for (int rank = 0; rank < rows; rank++) {
      keys[rank] = bytes.getLong();
      counts[rank] = bytes.getLong();
    }
    return new HotTable(new String(name, StandardCharsets.UTF_8), recordBytes, keys, counts);
  }

  /// Numbers to bytes, block by block, with their checksum.
  private static final class Sink {
    private final PendingFile file;
    private final CRC32C checksum = new CRC32C();
    private final byte[] block = new byte[BLOCK_BYTES];
    private int used;

    Sink(PendingFile file) {
      this.file = file;
    }

    void putByte(byte value) {
      block[room(1)] = value;
    }

    void putInt(int value) {
      LittleEndian.putInt(block, room(Integer.BYTES), value);
    }

    void putLong(long value) {
      LittleEndian.putLong(block, room(Long.BYTES), value);
    }

    /// Appends the checksum of everything before it.
    void finish() {
      flush();
      LittleEndian.putInt(block, 0, (int) checksum.getValue());
      file.write(block, 0, Integer.BYTES);
    }

    private int room(int bytes) {
      if (used + bytes > BLOCK_BYTES) {
        flush();
      }
      int at = used;
      used += bytes;
      return at;
    }

    private void flush() {
      checksum.update(block, 0, used);
      file.write(block, 0, used);
      used = 0;
    }
  }
}
