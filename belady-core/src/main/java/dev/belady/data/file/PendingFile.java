// SPDX-License-Identifier: Apache-2.0
package dev.belady.data.file;

import dev.belady.data.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A file in the making: it has the ending `.unfinished` until [#commit()] gives it its name, so
/// that a run that is cut off leaves nothing that looks complete.
public final class PendingFile implements Closeable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path target;
  private final Path unfinished;
  private final FileChannel channel;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(buffer);
  private boolean committed;

  private PendingFile(Path target, Path unfinished, FileChannel channel) {
    this.target = target;
    this.unfinished = unfinished;
    this.channel = channel;
  }

  /// Begins a file and makes its folder where needed.
  ///
  /// @throws DataException when that is not possible
  public static PendingFile create(Path target) {
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    try {
      Path folder = target.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      FileChannel channel =
          FileChannel.open(
              unfinished,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      return new PendingFile(target, unfinished, channel);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// Appends `count` bytes from `bytes[from]` on.
  ///
  /// @throws DataException when they cannot be written, for example on a full disk
  public void write(byte[] bytes, int from, int count) {
    int at = from;
    int left = count;
    while (left > 0) {
      if (!view.hasRemaining()) {
        flush();
      }
      int fits = Math.min(left, view.remaining());
      view.put(bytes, at, fits);
      at += fits;
      left -= fits;
    }
  }

  /// Replaces bytes near the start of the file that were written before.
  ///
  /// @throws DataException when they cannot be written
  public void overwrite(byte[] bytes, long position) {
    flush();
    ByteBuffer replacement = ByteBuffer.wrap(bytes);
    try {
      while (replacement.hasRemaining()) {
        channel.write(replacement, position + replacement.position());
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// Has everything written so far stored on the device.
  ///
  /// @throws DataException when it cannot be stored, for example on a full disk
  public void force() {
    flush();
    try {
      channel.force(true);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// Completes the file and gives it its name, replacing a file of that name.
  ///
  /// @throws DataException when it cannot be completed
  public void commit() {
    flush();
    try {
      channel.close();
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      committed = true;
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// Removes the file if it was not committed.
  @Override
  public void close() {
    if (committed) {
      return;
    }
    try {
      channel.close();
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private void flush() {
    view.flip();
    try {
      while (view.hasRemaining()) {
        channel.write(view);
      }
    } catch (IOException e) {
      throw failure(target, e);
    } finally {
      view.clear();
    }
  }

  private static DataException failure(Path target, IOException cause) {
    String reason = cause.getMessage();
    return new DataException(
        "cannot write: "
            + (reason == null ? cause.getClass().getSimpleName() : reason)
            + " ("
            + target
            + ")",
        cause);
  }
}
