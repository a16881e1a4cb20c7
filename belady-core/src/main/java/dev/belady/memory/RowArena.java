// SPDX-License-Identifier: Apache-2.0
package dev.belady.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Off-heap records of `stride` floats, numbered from 0, that never move.
///
/// The arena grows by whole chunks of a power of two of records, so a record keeps its address. One
/// thread grows it; readers see the growth through whatever hands them the record numbers. Where
/// the system offers it, the pages of a chunk take memory only once they are touched, and are huge.
///
/// Kernels address records through one segment of all memory, because a segment per chunk, let
/// alone per record, costs two thirds of the speed. It stays safe: record r is at [#address(long[],
/// int)], which fails for a number without a chunk, and every record of a chunk lies inside it; a
/// caller must only stay within `stride` floats, and off the arena once it is closed.
public final class RowArena implements AutoCloseable {
  /// The size of a huge page: memory is taken in such pieces where the system can.
  public static final long HUGE_PAGE_BYTES = 2L << 20;

  private static final long ALIGNMENT_BYTES = 64;
  private static final long CHUNK_BYTES = 32L << 20;

  private Arena arena = Arena.ofShared();
  private final List<PagesNative.Pages> pages = new ArrayList<>();
  private final Optional<PagesNative> system;
  private final int strideFloats;
  private final long strideBytes;
  private final int chunkShift;
  private final int chunkMask;
  private volatile long[] chunkAddresses = new long[0];

  /// An empty arena for records of `strideFloats` floats, at least 1.
  public RowArena(int strideFloats) {
    this(strideFloats, PagesNative.linux());
  }

  /// An arena that takes its chunks from `system`, or from the JDK when that is empty.
  RowArena(int strideFloats, Optional<PagesNative> system) {
    if (strideFloats < 1) {
      throw new IllegalArgumentException("strideFloats must be > 0: strideFloats=" + strideFloats);
    }
    this.system = system;
    this.strideFloats = strideFloats;
    this.strideBytes = strideFloats * 4L;
    long rows = Math.max(1, CHUNK_BYTES / strideBytes);
    this.chunkShift = 63 - Long.numberOfLeadingZeros(rows);
    this.chunkMask = (1 << chunkShift) - 1;
  }

  /// The length of a record in floats.
  public int strideFloats() {
    return strideFloats;
  }

  /// All memory, in which a record is at its address.
  public MemorySegment memory() {
    return PagesNative.ADDRESS_SPACE;
  }

  /// All memory, as [#memory()], for copies between records of different arenas.
  public static MemorySegment allMemory() {
    return PagesNative.ADDRESS_SPACE;
  }

  /// Where the chunks are, to be read once and handed to [#address(long[], int)]; replaced when the
  /// arena grows.
  public long[] chunkAddresses() {
    return chunkAddresses;
  }

  /// The address of record `row`.
  ///
  /// @param chunks the result of [#chunkAddresses()]
  public long address(long[] chunks, int row) {
    return chunks[row >>> chunkShift] + (row & chunkMask) * strideBytes;
  }

  /// The number of records that have an address.
  public long capacityRows() {
    return (long) chunkAddresses.length << chunkShift;
  }

  /// The bytes of all records that have an address, touched or not.
  public long sizeBytes() {
    return capacityRows() * strideBytes;
  }

  /// Makes room for records 0 to `rows - 1`; new records are zeros.
  public void ensureCapacity(long rows) {
    int before = chunkAddresses.length;
    int needed = Math.toIntExact((rows + chunkMask) >>> chunkShift);
    if (needed > before) {
      long[] grown = Arrays.copyOf(chunkAddresses, needed);
      for (int i = before; i < needed; i++) {
        grown[i] = allocate(strideBytes << chunkShift);
      }
      chunkAddresses = grown;
    }
  }

  private long allocate(long bytes) {
    Optional<PagesNative.Pages> mapped = system.flatMap(linux -> linux.map(bytes));
    if (mapped.isPresent()) {
      pages.add(mapped.get());
      return mapped.get().address();
    }
    return arena.allocate(bytes, ALIGNMENT_BYTES).address();
  }

  /// Frees every record, for other numbers of them later; nothing may use them any more.
  public void clear() {
    chunkAddresses = new long[0];
    for (PagesNative.Pages mapping : pages) {
      system.orElseThrow().unmap(mapping);
    }
    pages.clear();
    arena.close();
    arena = Arena.ofShared();
  }

  /// Frees every record; nothing may use them any more.
  @Override
  public void close() {
    clear();
    arena.close();
  }
}
