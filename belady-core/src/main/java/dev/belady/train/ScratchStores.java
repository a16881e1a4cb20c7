// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.MemoryBudget;
import dev.belady.data.DataException;
import dev.belady.model.RowStores;
import dev.belady.tier.FileRowStore;
import dev.belady.tier.MemoryRowStore;
import dev.belady.tier.RowStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stores of one session, in a folder of their own that is gone when the session is closed.
final class ScratchStores implements RowStores, AutoCloseable {
  private final MemoryBudget budget;
  private final List<RowStore> files = new ArrayList<>();
  private @Nullable Path folder;

  /// No store yet.
  ScratchStores(MemoryBudget budget) {
    this.budget = budget;
  }

  @Override
  public RowStore open(int table, int recordFloats) {
    return switch (budget.store()) {
      case MEMORY -> new MemoryRowStore(recordFloats);
      case FILE ->
          // All frames will be written down at least once.
          opened(
              FileRowStore.create(
                  folder().resolve("table-" + table + ".rows"),
                  recordFloats,
                  budget.memory().bytes(),
                  budget.directIo()));
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
