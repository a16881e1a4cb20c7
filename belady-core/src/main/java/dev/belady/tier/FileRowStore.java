// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import dev.belady.data.DataException;
import dev.belady.memory.RowArena;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A store in one scratch file, which is gone when the store is closed.
///
/// Records that fit into a page never cross one, so no row costs two; neighbours are read and
/// written together. The file goes through the operating system's page cache. It is not a
/// checkpoint: no later run reads it, so a write that failed half-way can only stop this run.
public final class FileRowStore implements RowStore {
  static final int PAGE_BYTES = 4096;

  /// The most that one system call moves, unless a single record is longer.
  private static final int BUFFER_BYTES = 256 << 10;

  private final String name;
  private final FileChannel channel;
  private final int recordBytes;
  private final int recordsPerPage;
  private final MemorySegment memory;
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

  /// A store that owns `channel`, an empty file.
  ///
  /// @param name the file, for messages
  FileRowStore(FileChannel channel, String name, int recordFloats) {
    this.channel = channel;
    this.name = name;
    this.recordBytes = Math.multiplyExact(recordFloats, 4);
    this.recordsPerPage = PAGE_BYTES / recordBytes;
    this.memory = RowArena.allMemory();
  }

  /// Makes the file, which must not exist.
  ///
  /// @param leastBytes room that must be free in its file system
  /// @throws DataException when the file cannot be made or the room is not there
  public static FileRowStore create(Path file, int recordFloats, long leastBytes) {
    try {
      long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
      if (free < leastBytes) {
        throw new DataException(
            "the store needs more free space: needed="
                + leastBytes
                + ", free="
                + free
                + " ("
                + file
                + ")");
      }
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.SPARSE,
              StandardOpenOption.DELETE_ON_CLOSE);
      return new FileRowStore(channel, file.toString(), recordFloats);
    } catch (IOException e) {
      throw new DataException("a store cannot be made: " + e + " (" + file + ")", e);
    }
  }

  /// Where the record of `row` begins.
  private long position(int row) {
    return recordsPerPage == 0
        ? (long) row * recordBytes
        : (long) (row / recordsPerPage) * PAGE_BYTES + (long) (row % recordsPerPage) * recordBytes;
  }

  @Override
  public void read(RowAddresses rows, int from, int end) {
    ByteBuffer buffer = takeBuffer();
    int i = from;
    while (i < end) {
      long start = position(rows.row(i));
      long stop = start + recordBytes;
      int next = i + 1;
      // A gap of up to a page costs less than another call.
      for (; next < end; next++) {
        long more = position(rows.row(next));
        if (more > stop + PAGE_BYTES || more + recordBytes > start + buffer.capacity()) {
          break;
        }
        stop = more + recordBytes;
      }
      readFully(buffer.clear().limit((int) (stop - start)), start);
      MemorySegment bytes = MemorySegment.ofBuffer(buffer.flip());
      for (; i < next; i++) {
        long at = position(rows.row(i)) - start;
        MemorySegment.copy(bytes, at, memory, rows.address(i), recordBytes);
      }
    }
    buffers.add(buffer);
  }

  @Override
  public void write(RowAddresses rows, int from, int end) {
    ByteBuffer buffer = takeBuffer();
    int i = from;
    while (i < end) {
      long start = position(rows.row(i));
      long stop = start + recordBytes;
      int next = i + 1;
      // Only neighbours: a gap holds other rows.
      for (; next < end && rows.row(next) == rows.row(next - 1) + 1; next++) {
        long more = position(rows.row(next)) + recordBytes;
        if (more > start + buffer.capacity()) {
          break;
        }
        stop = more;
      }
      buffer.clear().limit((int) (stop - start));
      MemorySegment bytes = MemorySegment.ofBuffer(buffer);
      for (; i < next; i++) {
        long at = position(rows.row(i)) - start;
        MemorySegment.copy(memory, rows.address(i), bytes, at, recordBytes);
      }
      writeFully(buffer, start);
    }
    buffers.add(buffer);
  }

  private void readFully(ByteBuffer buffer, long start) {
    try {
      while (buffer.hasRemaining()) {
        int count = channel.read(buffer, start + buffer.position());
        if (count < 0) {
          throw new DataException(
              "the store ends before a row that was written: byte="
                  + (start + buffer.position())
                  + ", size="
                  + channel.size()
                  + " ("
                  + name
                  + ")");
        }
      }
    } catch (IOException e) {
      throw new DataException(
          "the store cannot be read: " + e + " (" + name + ", byte " + start + ")", e);
    }
  }

  private void writeFully(ByteBuffer buffer, long start) {
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, start + buffer.position());
      }
    } catch (IOException e) {
      throw new DataException(
          "the store cannot be written: " + e + " (" + name + ", byte " + start + ")", e);
    }
  }

  private ByteBuffer takeBuffer() {
    ByteBuffer buffer = buffers.poll();
    return buffer != null
        ? buffer
        : ByteBuffer.allocateDirect(Math.max(BUFFER_BYTES, Math.max(recordBytes, PAGE_BYTES)));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataException("the store cannot be closed: " + e + " (" + name + ")", e);
    }
  }
}
