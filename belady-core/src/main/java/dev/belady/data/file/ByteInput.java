// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.file;

import dev.belady.data.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// A file read from front to back through a buffer that callers look into.
///
/// [#has(int)] brings the asked number of bytes into the buffer; they then lie from [#at()] on in
/// [#buffer()], which may be another array after each call. Used by one thread.
public final class ByteInput implements Closeable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path file;
  private final ReadableByteChannel channel;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private ByteBuffer view = ByteBuffer.wrap(buffer);
  private int at;
  private int end;
  private long endPosition;
  private boolean ended;

  private ByteInput(Path file, ReadableByteChannel channel, long position) {
    this.file = file;
    this.channel = channel;
    this.endPosition = position;
  }

  /// Opens a file at a byte.
  ///
  /// @throws DataException when it does not exist or cannot be read
  public static ByteInput open(Path file, long position) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      channel.position(position);
      return new ByteInput(file, channel, position);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /// Reads a stream that comes from `file`; positions count the stream's bytes.
  public static ByteInput of(Path file, InputStream stream) {
    return new ByteInput(file, Channels.newChannel(stream), 0);
  }

  /// The complaint that reading `file` failed.
  public static DataException failure(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new DataException("file does not exist: " + file, cause);
    }
    String reason = cause.getMessage();
    return new DataException(
        "cannot read: "
            + (reason == null ? cause.getClass().getSimpleName() : reason)
            + " ("
            + file
            + ")",
        cause);
  }

  /// Whether `count` more bytes follow; they are then in the buffer.
  ///
  /// @throws DataException when the file cannot be read
  public boolean has(int count) {
    while (end - at < count) {
      if (ended) {
        return false;
      }
      fill(count);
    }
    return true;
  }

  private void fill(int count) {
    if (at > 0) {
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
      at = 0;
    }
    if (count > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(count, 2 * buffer.length));
      view = ByteBuffer.wrap(buffer);
    }
    view.limit(buffer.length).position(end);
    try {
      int read = channel.read(view);
      if (read < 0) {
        ended = true;
      } else {
        end += read;
        endPosition += read;
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /// The array in which the bytes at hand lie.
  public byte[] buffer() {
    return buffer;
  }

  /// Where in [#buffer()] the next byte lies.
  public int at() {
    return at;
  }

  /// The number of bytes at hand without reading.
  public int available() {
    return end - at;
  }

  /// Passes over `count` bytes that are at hand.
  public void skip(int count) {
    if (count < 0 || count > end - at) {
      throw new IllegalArgumentException("count must be in 0..available: count=" + count);
    }
    at += count;
  }

  /// The position of the next byte in the file.
  public long position() {
    return endPosition - (end - at);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }
}
