// SPDX-License-Identifier: Apache-2.0
package dev.belady.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Off-heap records of `stride` floats, numbered from 0, that never move.
///
/// The arena grows by whole chunks of a power of two of records, so a record keeps its address. One
/// thread grows it; readers see the growth through whatever hands them the record numbers.
public final class RowArena implements AutoCloseable {
  private static final long ALIGNMENT_BYTES = 64;
  private static final long CHUNK_BYTES = 32L << 20;

  private final Arena arena = Arena.ofShared();
  private final int strideFloats;
  private final int chunkShift;
  private volatile MemorySegment[] chunks = new MemorySegment[0];

  /// An empty arena for records of `strideFloats` floats, at least 1.
  public RowArena(int strideFloats) {
    if (strideFloats < 1) {
      throw new IllegalArgumentException("strideFloats must be > 0: strideFloats=" + strideFloats);
    }
    this.strideFloats = strideFloats;
    long rows = Math.max(1, CHUNK_BYTES / (strideFloats * 4L));
    this.chunkShift = 63 - Long.numberOfLeadingZeros(rows);
  }

  /// The length of a record in floats.
  public int strideFloats() {
    return strideFloats;
  }

  /// Record `row` lives in `chunks()[row >>> chunkShift()]`.
  public int chunkShift() {
    return chunkShift;
  }

  /// The chunks; owned by the arena, replaced when it grows.
  public MemorySegment[] chunks() {
    return chunks;
  }

  /// The byte offset of record `row` inside its chunk.
  public long offsetBytes(int row) {
    return (row & ((1 << chunkShift) - 1)) * (strideFloats * 4L);
  }

  /// The number of records that have memory.
  public long capacityRows() {
    return (long) chunks.length << chunkShift;
  }

  /// The bytes held.
  public long sizeBytes() {
    return capacityRows() * strideFloats * 4L;
  }

  /// Makes room for records 0 to `rows - 1`.
  public void ensureCapacity(long rows) {
    int needed = Math.toIntExact((rows + (1L << chunkShift) - 1) >>> chunkShift);
    if (needed > chunks.length) {
      int before = chunks.length;
      MemorySegment[] grown = Arrays.copyOf(chunks, needed);
      for (int i = before; i < needed; i++) {
        grown[i] = arena.allocate((strideFloats * 4L) << chunkShift, ALIGNMENT_BYTES);
      }
      chunks = grown;
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
