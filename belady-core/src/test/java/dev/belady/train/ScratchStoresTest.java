// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.config.ByteSize;
import dev.belady.config.EvictionSpec;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.data.DataException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchStoresTest {
  private static final OptionalLong MORE_THAN_ANY_DISK = OptionalLong.of(1L << 62);

  @TempDir private Path folder;

  private ScratchStores stores(MemoryBudget.Store store, long memory, Optional<ByteSize> limit) {
    return new ScratchStores(
        new MemoryBudget(
            new ByteSize(memory),
            store,
            folder.toString(),
            limit,
            false,
            0,
            0,
            new EvictionSpec.Lookahead(),
            "",
            ""));
  }

  @Test
  void tooLittleFreeSpaceIsRefusedWithBothNumbers() {
    try (ScratchStores stores = stores(MemoryBudget.Store.FILE, 1, Optional.empty())) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> stores.requireRoom(MORE_THAN_ANY_DISK))
          .withMessageStartingWith("the store needs more free space, or store_limit")
          .withMessageContaining("needed=" + (1L << 42) + "MiB, free=")
          .withMessageContaining(folder.toString());
      assertThat(stores.requireRoom(OptionalLong.of(1000))).isEmpty();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aLimitIsAllThatIsAskedFor() {
    Optional<ByteSize> limit = Optional.of(new ByteSize(4096));
    try (ScratchStores stores = stores(MemoryBudget.Store.FILE, 1, limit)) {
      assertThat(stores.requireRoom(MORE_THAN_ANY_DISK)).isEmpty();
    }
  }

  @Test
  void aStoreInMemoryNeedsNoDisk() {
    try (ScratchStores stores = stores(MemoryBudget.Store.MEMORY, 1, Optional.empty())) {
      assertThat(stores.requireRoom(MORE_THAN_ANY_DISK)).isEmpty();
    }
  }

  @Test
  void whereNobodyKnowsTheRowsTheBudgetIsAskedForAndAWarningGiven() {
    try (ScratchStores stores = stores(MemoryBudget.Store.FILE, 1000, Optional.empty())) {
      assertThat(stores.requireRoom(OptionalLong.empty()).orElseThrow())
          .startsWith("nobody knows how many rows the data has");
    }
    try (ScratchStores stores = stores(MemoryBudget.Store.FILE, 1L << 62, Optional.empty())) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> stores.requireRoom(OptionalLong.empty()));
    }
  }

  @Test
  void aRunThatNeedsMoreThanItMayIsStopped() throws InterruptedException {
    String json = TieredModels.json(new Random(5), TieredModels.OPTIMIZERS.get(3), 32, 2000);
    ModelConfig config =
        TieredModels.config(
            json,
            "belady.memory=" + 3 * TieredBudgets.enough(json, 4, 1) / 2 + "B",
            "belady.lookahead=4",
            "belady.store_limit=4096B",
            "belady.store_folder=" + folder);
    try (Session session = Session.open(config)) {
      session.startDataReading();
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> {
            while (session.train()) {
              assertThat(session.currentLoss()).isFinite();
            }
          })
          .withMessageContaining("store_limit=4096B");
    }
    assertThat(folder).isEmptyDirectory();
  }
}
