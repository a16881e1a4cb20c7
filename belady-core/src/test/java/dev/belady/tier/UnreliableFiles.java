// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// File stores whose calls to the system often move fewer bytes than asked for.
public final class UnreliableFiles {
  private UnreliableFiles() {}

  /// A store in a new file that is gone when the store is closed.
  public static RowStore store(Path file, int recordFloats, long seed) {
    return store(file, recordFloats, seed, Long.MAX_VALUE);
  }

  /// As above, on a disk that is full after `mostBytes` bytes.
  public static RowStore store(Path file, int recordFloats, long seed, long mostBytes) {
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      FileChannel unreliable = new UnreliableChannel(channel, seed, mostBytes);
      return new FileRowStore(
          unreliable, file.toString(), recordFloats, false, new StoreRoom(Long.MAX_VALUE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
