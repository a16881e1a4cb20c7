// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.data.file.LittleEndian;
import dev.belady.data.file.PendingFile;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// A little-endian file in the making, with its length and CRC-32C.
final class ChecksummedFile implements Closeable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final PendingFile file;
  private final CRC32C checksum = new CRC32C();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private long length;

  /// Begins a file.
  ///
  /// @throws dev.belady.data.DataException when that is not possible
  ChecksummedFile(Path path) {
    this.file = PendingFile.create(path);
  }

  /// Appends an int.
  void putInt(int value) {
    LittleEndian.putInt(buffer, room(Integer.BYTES), value);
  }

  /// Appends a long.
  void putLong(long value) {
    LittleEndian.putLong(buffer, room(Long.BYTES), value);
  }

  /// Appends floats, bit for bit.
  void putFloats(float[] values, int from, int count) {
    int at = from;
    int left = count;
    while (left > 0) {
      int fits = Math.min(left, BUFFER_BYTES / Float.BYTES);
      LittleEndian.putFloats(buffer, room(fits * Float.BYTES), values, at, fits);
      at += fits;
      left -= fits;
    }
  }

  /// Appends bytes.
  void putBytes(byte[] bytes) {
    flush();
    checksum.update(bytes);
    file.write(bytes, 0, bytes.length);
    length += bytes.length;
  }

  /// Stores the whole file on the device, still under its temporary name.
  void finish() {
    flush();
    file.force();
  }

  /// Gives the finished file its name.
  void commit() {
    file.commit();
  }

  /// The bytes so far, all of them once the file is finished.
  long length() {
    return length;
  }

  /// The CRC-32C of [#length()] bytes.
  long checksum() {
    return checksum.getValue();
  }

  /// Removes the file if it was not committed.
  @Override
  public void close() {
    file.close();
  }

  private int room(int bytes) {
    if (buffered + bytes > BUFFER_BYTES) {
      flush();
    }
    int at = buffered;
    buffered += bytes;
    return at;
  }

  private void flush() {
    checksum.update(buffer, 0, buffered);
    file.write(buffer, 0, buffered);
    length += buffered;
    buffered = 0;
  }
}
