// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.Optional;

/// How embedding tables that may be larger than memory are kept.
///
/// @param memory what the frames and buffers of all tables may take, > 0 bytes; [#AUTO] for what
///   the machine has
/// @param store where the rows are that have no frame
/// @param folder where the store makes its files; empty for the system's folder for temporary files
/// @param storeLimit what the store's files may take on the disk; absent for what they can need
/// @param directIo whether the store's files go past the page cache, where the system can
/// @param lookahead batches that are known before one is planned; 0 for a number that suits the
///   budget
/// @param ioThreads threads that read and write the stores; 0 for the default
/// @param eviction who decides which rows leave memory
/// @param planLog the folder to which the plans of the run are written; empty for none
/// @param planReplay the folder from which the run takes its plans; empty for none
public record MemoryBudget(
    ByteSize memory,
    Store store,
    String folder,
    Optional<ByteSize> storeLimit,
    boolean directIo,
    int lookahead,
    int ioThreads,
    EvictionSpec eviction,
    String planLog,
    String planReplay) {
  /// The budget `auto`, until it is known what the machine has.
  public static final ByteSize AUTO = new ByteSize(Long.MAX_VALUE);

  private static final int FILE_IO_THREADS = 16;
  private static final int MEMORY_IO_THREADS = 2;

  /// Checks the ranges.
  public MemoryBudget {
    Require.positive("memory", memory.bytes());
    Require.notNegative("lookahead", lookahead);
    Require.notNegative("io_threads", ioThreads);
  }

  /// The threads that read and write the stores: as configured, else many for files, because a disk
  /// needs many calls at once, and few for memory, which is as fast as the threads that copy.
  public int threads() {
    return ioThreads > 0 ? ioThreads : store == Store.FILE ? FILE_IO_THREADS : MEMORY_IO_THREADS;
  }

  /// Whether the budget is still to be chosen.
  public boolean auto() {
    return memory.equals(AUTO);
  }

  /// The same with another budget.
  public MemoryBudget withMemory(ByteSize newMemory) {
    return new MemoryBudget(
        newMemory,
        store,
        folder,
        storeLimit,
        directIo,
        lookahead,
        ioThreads,
        eviction,
        planLog,
        planReplay);
  }

  /// The kinds of stores.
  public enum Store {
    /// One scratch file per table.
    FILE("file"),
    /// Memory beyond the budget.
    MEMORY("memory");

    private final String jsonName;

    Store(String jsonName) {
      this.jsonName = jsonName;
    }

    /// The name in `store`.
    public String jsonName() {
      return jsonName;
    }
  }
}
