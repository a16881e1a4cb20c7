// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import dev.belady.data.DataException;
import java.util.concurrent.atomic.AtomicLong;

/// The bytes that the files of several stores may take together. Any thread may use it.
public final class StoreRoom {
  private final long limitBytes;
  private final AtomicLong takenBytes = new AtomicLong();

  /// Room for `limitBytes`; [Long#MAX_VALUE] for as much as the disk has.
  public StoreRoom(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// The bytes that all files have been given.
  public long takenBytes() {
    return takenBytes.get();
  }

  /// Takes room for the next bytes of a file.
  ///
  /// @param file the file, for the message
  /// @throws DataException when the limit is reached
  void take(long bytes, String file) {
    if (takenBytes.addAndGet(bytes) > limitBytes) {
      throw new DataException(
          "the files of the stores may not take more: store_limit="
              + limitBytes
              + "B, needed="
              + takenBytes.get()
              + "B ("
              + file
              + ")");
    }
  }
}
