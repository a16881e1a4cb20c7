// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

/// How embedding tables that may be larger than memory are kept.
///
/// @param memory what the frames and buffers of all tables may take, > 0 bytes; [#AUTO] for what
///   the machine has
/// @param store where the rows are that have no frame
/// @param folder where the store makes its files; empty for the system's folder for temporary files
/// @param directIo whether the store's files go past the page cache, where the system can
/// @param lookahead batches that are known before one is planned; 0 for a number that suits the
///   budget
/// @param ioThreads threads that read and write the stores; 0 for the default
/// @param eviction who decides which rows leave memory
public record MemoryBudget(
    ByteSize memory,
    Store store,
    String folder,
    boolean directIo,
    int lookahead,
    int ioThreads,
    EvictionSpec eviction) {
  /// The budget `auto`, until it is known what the machine has.
  public static final ByteSize AUTO = new ByteSize(Long.MAX_VALUE);

  /// Checks the ranges.
  public MemoryBudget {
    Require.positive("memory", memory.bytes());
    Require.notNegative("lookahead", lookahead);
    Require.notNegative("io_threads", ioThreads);
  }

  /// Whether the budget is still to be chosen.
  public boolean auto() {
    return memory.equals(AUTO);
  }

  /// The same with another budget.
  public MemoryBudget withMemory(ByteSize newMemory) {
    return new MemoryBudget(newMemory, store, folder, directIo, lookahead, ioThreads, eviction);
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
