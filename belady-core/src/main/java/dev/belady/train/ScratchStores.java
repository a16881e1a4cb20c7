// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.MemoryBudget;
import dev.belady.data.DataException;
import dev.belady.model.RowStores;
import dev.belady.tier.FileRowStore;
import dev.belady.tier.MemoryRowStore;
import dev.belady.tier.RowStore;
import dev.belady.tier.StoreRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The stores of one session, in a folder of their own that is gone when the session is closed.
final class ScratchStores implements RowStores, AutoCloseable {
  private final MemoryBudget budget;
  private final StoreRoom room;
  private final List<RowStore> files = new ArrayList<>();
  private @Nullable Path folder;

  /// No store yet.
  ScratchStores(MemoryBudget budget) {
    this.budget = budget;
    this.room = new StoreRoom(budget.storeLimit().map(ByteSize::bytes).orElse(Long.MAX_VALUE));
  }

  /// Checks that the file system has room for all that the files can become, or for what they may
  /// take.
  ///
  /// @param most the most bytes of the files; where nobody knows, room for the budget is asked for
  /// @return a warning, where the disk may become full all the same; empty if it cannot
  /// @throws DataException when there is too little
  Optional<String> requireRoom(OptionalLong most) {
    if (budget.store() != MemoryBudget.Store.FILE) {
      return Optional.empty();
    }
    long needed = most.orElse(budget.memory().bytes());
    long asked = Math.min(needed, budget.storeLimit().map(ByteSize::bytes).orElse(needed));
    long missing = asked - room.takenBytes();
    long free = free(folder());
    if (free < missing) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the store needs more free space, or store_limit, which says what it may take:"
                  + " needed=%s, free=%s (%s)",
              about(missing),
              about(free),
              folder()));
    }
    return most.isPresent()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "nobody knows how many rows the data has, so the store may fill the disk: free=%s"
                    + " (%s)",
                about(free),
                folder()));
  }

  /// The bytes that may still be written below a folder.
  static long free(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new DataException("store_folder must be a folder to write in: " + e, e);
    }
  }

  private static String about(long bytes) {
    return bytes < 10 << 20 ? bytes + "B" : (bytes >> 20) + "MiB";
  }

  @Override
  public RowStore open(int table, int recordFloats) {
    return switch (budget.store()) {
      case MEMORY -> new MemoryRowStore(recordFloats);
      case FILE ->
          opened(
              FileRowStore.create(
                  folder().resolve("table-" + table + ".rows"),
                  recordFloats,
                  budget.directIo(),
                  room));
    };
  }

  private RowStore opened(RowStore store) {
    files.add(store);
    return store;
  }

  private Path folder() {
    Path made = folder;
    if (made == null) {
      String parent = budget.folder();
      try {
        made =
            parent.isEmpty()
                ? Files.createTempDirectory("belady-")
                : Files.createTempDirectory(Path.of(parent), "belady-");
      } catch (IOException e) {
        throw new DataException("store_folder must be a folder to write in: " + e, e);
      }
      folder = made;
    }
    return made;
  }

  /// Removes the folder and all files in it, which nothing may use any more.
  @Override
  public void close() {
    files.forEach(RowStore::close);
    Path made = folder;
    if (made != null) {
      try {
        Files.deleteIfExists(made);
      } catch (IOException e) {
        throw new DataException("the folder of the stores cannot be removed: " + e, e);
      }
    }
  }
}
