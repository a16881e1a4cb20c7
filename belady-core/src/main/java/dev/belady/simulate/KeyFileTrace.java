// SPDX-License-Identifier: Apache-2.0
package dev.belady.simulate;

import dev.belady.data.DataException;
import dev.belady.data.file.ByteInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A file of keys of one table, 64-bit little-endian integers and nothing else, cut into batches of
/// one size; the last may be shorter. A key is a sample.
public final class KeyFileTrace implements KeyTrace {
  /// Larger batches would not fit into an array.
  public static final int MOST_BATCH_KEYS = 1 << 27;

  private final Path file;
  private final int batchKeys;
  private final TraceLimit limit;
  private final long recordBytes;
  private final long keys;

  /// Looks at the file.
  ///
  /// @param batchKeys keys of a batch, 1 to [#MOST_BATCH_KEYS]
  /// @param recordBytes bytes of a row
  /// @throws DataException when it cannot be read, is empty or no whole number of keys
  public KeyFileTrace(Path file, int batchKeys, TraceLimit limit, long recordBytes) {
    this.file = file;
    this.batchKeys = batchKeys;
    this.limit = limit;
    this.recordBytes = recordBytes;
    long bytes;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      bytes = channel.size();
    } catch (IOException e) {
      throw ByteInput.failure(file, e);
    }
    if (bytes == 0 || bytes % Long.BYTES != 0) {
      throw new DataException(
          "a file of keys must hold at least one 64-bit integer and only whole ones: bytes="
              + bytes
              + " ("
              + file
              + ")");
    }
    keys = bytes / Long.BYTES;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public List<Table> tables() {
    return List.of(new Table("keys", recordBytes));
  }

  @Override
  public long expectedBatches() {
    return limit.batches(keys, batchKeys);
  }

  @Override
  public Pass open() {
    try {
      return new FilePass(FileChannel.open(file, StandardOpenOption.READ));
    } catch (IOException e) {
      throw ByteInput.failure(file, e);
    }
  }

  private final class FilePass implements Pass {
    private final FileChannel channel;
    private final ByteBuffer bytes;
    private final long[] batch;
    private long batchesLeft = expectedBatches();
    private long keysLeft = Math.min(keys, limit.samples());
    private int count;

    FilePass(FileChannel channel) {
      int length = (int) Math.min(batchKeys, keysLeft);
      this.channel = channel;
      this.bytes = ByteBuffer.allocateDirect(length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      this.batch = new long[length];
    }

    @Override
    public boolean next() {
      if (batchesLeft == 0) {
        return false;
      }
      count = (int) Math.min(batch.length, keysLeft);
      bytes.clear().limit(count * Long.BYTES);
      try {
        while (bytes.hasRemaining()) {
          if (channel.read(bytes) < 0) {
            throw new DataException("the file became shorter while it was read: " + file);
          }
        }
      } catch (IOException e) {
        throw ByteInput.failure(file, e);
      }
      bytes.flip();
      bytes.asLongBuffer().get(batch, 0, count);
      keysLeft -= count;
      batchesLeft--;
      return true;
    }

    @Override
    public int count(int table) {
      return count;
    }

    @Override
    public long[] keys(int table) {
      return batch;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw ByteInput.failure(file, e);
      }
    }
  }
}
