// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.data.DataException;
import dev.belady.data.file.ByteInput;
import dev.belady.data.file.LittleEndian;
import java.io.Closeable;
import java.nio.file.Path;

/// A place in a file of 32-bit little-endian numbers, from which it is read on.
final class FloatFile implements Closeable {
  private static final int PIECE_FLOATS = 16 << 10;

  private final Path file;
  private final ByteInput input;

  /// Opens a file at number `first`.
  ///
  /// @throws DataException when it is missing
  FloatFile(Path file, long first) {
    this.file = file;
    this.input = ByteInput.open(file, first * Float.BYTES);
  }

  /// Reads the next `count` numbers, bit for bit.
  void next(float[] into, int from, int count) {
    for (int at = from; at < from + count; at += PIECE_FLOATS) {
      int floats = Math.min(PIECE_FLOATS, from + count - at);
      if (!input.has(floats * Float.BYTES)) {
        throw new DataException("the file ends early (" + file + ")");
      }
      LittleEndian.getFloats(input.buffer(), input.at(), into, at, floats);
      input.skip(floats * Float.BYTES);
    }
  }

  /// Reads the next number as an int.
  int nextInt() {
    if (!input.has(Integer.BYTES)) {
      throw new DataException("the file ends early (" + file + ")");
    }
    int value = LittleEndian.getInt(input.buffer(), input.at());
    input.skip(Integer.BYTES);
    return value;
  }

  @Override
  public void close() {
    input.close();
  }
}
