// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import dev.belady.memory.RowArena;
import java.lang.foreign.MemorySegment;

/// A store in memory outside the budget: what the other stores are compared with.
public final class MemoryRowStore implements RowStore {
  private final RowArena records;
  private final long recordBytes;

  /// An empty store for records of `recordFloats` floats.
  public MemoryRowStore(int recordFloats) {
    records = new RowArena(recordFloats);
    recordBytes = recordFloats * 4L;
  }

  @Override
  public void read(RowAddresses rows, int from, int end) {
    MemorySegment memory = records.memory();
    long[] chunks = records.chunkAddresses();
    for (int i = from; i < end; i++) {
      long source = records.address(chunks, rows.row(i));
      MemorySegment.copy(memory, source, memory, rows.address(i), recordBytes);
    }
  }

  @Override
  public void write(RowAddresses rows, int from, int end) {
    if (from == end) {
      return;
    }
    makeRoom(rows.row(end - 1) + 1L);
    MemorySegment memory = records.memory();
    long[] chunks = records.chunkAddresses();
    for (int i = from; i < end; i++) {
      long target = records.address(chunks, rows.row(i));
      MemorySegment.copy(memory, rows.address(i), memory, target, recordBytes);
    }
  }

  private synchronized void makeRoom(long rows) {
    records.ensureCapacity(rows);
  }

  @Override
  public void close() {
    records.close();
  }
}
