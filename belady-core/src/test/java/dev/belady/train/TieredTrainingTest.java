// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.data.DataException;
import dev.belady.kernel.KernelProvider;
import dev.belady.model.RowStores;
import dev.belady.tier.FileRowStore;
import dev.belady.tier.MemoryRowStore;
import dev.belady.tier.RowStore;
import dev.belady.tier.StoreRoom;
import dev.belady.tier.UnreliableFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With a memory budget the parameters after every batch are those of a run with all rows in
/// memory, bit by bit.
class TieredTrainingTest {
  private static final int STEPS = 24;

  @TempDir private Path folder;

  static IntStream seeds() {
    return IntStream.range(0, 28);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyBudgetEndsInTheSameBitsAfterEveryBatch(int seed) throws InterruptedException {
    Random random = new Random(seed);
    String optimizer = TieredModels.OPTIMIZERS.get(seed % TieredModels.OPTIMIZERS.size());
    String json = TieredModels.json(random, optimizer, 8 + random.nextInt(40), 2000);
    List<Long> expected =
        TieredModels.hashes(STEPS, Session.open(TieredModels.config(json)), false);
    int lookahead = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(STEPS + 4);
    double factor = random.nextInt(3) == 0 ? 1 : 1 + random.nextDouble() * 2;
    long budget = enough(json, lookahead, (long) (enough(json, lookahead, 1) * factor));
    boolean file = random.nextBoolean();
    boolean installs = random.nextInt(3) == 0;
    ModelConfig config =
        TieredModels.config(
            json,
            "belady.memory=" + budget + "B",
            "belady.lookahead=" + lookahead,
            "belady.threads=" + (1 + random.nextInt(4)),
            "belady.io_threads=" + (1 + random.nextInt(3)),
            installs ? "belady.policy=cdlrm" : "belady.policy=lookahead",
            installs ? "belady.policy_ways=" + (1 + random.nextInt(20)) : "belady.store=file");
    RowStores stores =
        (table, floats) ->
            new UnreliableStore(store(file, table, floats), floats, seed, Long.MAX_VALUE);
    Session session = Session.open(config, KernelProvider.select(), stores);
    assertThat(TieredModels.hashes(STEPS, session, random.nextBoolean()))
        .as("seed=%d, lookahead=%d, budget=%d, file=%s, %s", seed, lookahead, budget, file, json)
        .isEqualTo(expected);
  }

  @Test
  void aSmallBudgetMovesRowsAndSaysSo() throws InterruptedException {
    String json = TieredModels.json(new Random(5), TieredModels.OPTIMIZERS.get(3), 32, 2000);
    String memory = "belady.memory=" + enough(json, 4, 1) + "B";
    for (String store : new String[] {"file", "memory"}) {
      ModelConfig config =
          TieredModels.config(
              json,
              memory,
              "belady.lookahead=4",
              "belady.store=" + store,
              "belady.store_folder=" + folder);
      try (Session session = Session.open(config)) {
        session.startDataReading();
        for (int step = 0; step < STEPS; step++) {
          session.train();
        }
        TierStatistics statistics = session.tierStatistics();
        assertThat(statistics).isNotNull();
        assertThat(statistics.moves().fetched()).isPositive();
        assertThat(statistics.moves().written()).isPositive();
        assertThat(statistics.moves().made()).isPositive();
        assertThat(statistics.hitRate()).isBetween(0.01, 0.99);
        assertThat(statistics.windowDepth()).isBetween(0, 20);
        RowUses uses = statistics.uses();
        // The mover may be behind the planner.
        assertThat(uses.firstRows()).isGreaterThanOrEqualTo(statistics.moves().made());
        assertThat(uses.missedRows())
            .isGreaterThanOrEqualTo(statistics.moves().fetched() + statistics.moves().forwarded());
        assertThat(uses.lookups()).isGreaterThan(uses.rows());
        assertThat(uses.missedLookups()).isGreaterThanOrEqualTo(uses.missedRows());
        assertThat(uses.firstLookups()).isGreaterThanOrEqualTo(uses.firstRows());
        assertThat(session.stalls().totalNanos()).isPositive();
      }
      assertThat(folder).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theSmallestBudgetIsExactAndSplitAnewForEachBatchThatNeedsIt(int seed)
      throws InterruptedException {
    String optimizer = TieredModels.OPTIMIZERS.get(seed);
    // The batches repeat, so that the run that finds the budget sees all of them.
    String json =
        TieredModels.json(new Random(100 + seed), optimizer, 24, 2000, 3)
            .replace("\"num_samples\":20000", "\"num_samples\":" + 24 * STEPS);
    List<Long> expected =
        TieredModels.hashes(STEPS, Session.open(TieredModels.config(json)), false);
    int lookahead = 1 + 3 * seed;
    long budget = enough(json, lookahead, 1);
    assertThat(enough(json, lookahead, budget - 1)).isEqualTo(budget);
    ModelConfig config =
        TieredModels.config(
            json,
            "belady.memory=" + budget + "B",
            "belady.lookahead=" + lookahead,
            "belady.store_folder=" + folder);
    List<Long> actual = new ArrayList<>();
    try (Session session = Session.open(config)) {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        session.train();
        if (step % 4 == 1) {
          session.evaluation();
        }
        actual.add(session.stateHash());
      }
      assertThat(session.tierStatistics()).isNotNull();
      assertThat(session.tierStatistics().splits()).as("seed=%d", seed).isPositive();
    }
    assertThat(actual).as("seed=%d, budget=%d", seed, budget).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("failingCalls")
  void aFailingStoreStopsTheRun(int call) throws InterruptedException {
    String json = TieredModels.json(new Random(5), TieredModels.OPTIMIZERS.get(3), 32, 2000);
    ModelConfig config =
        TieredModels.config(
            json, "belady.memory=" + enough(json, 4, 1) + "B", "belady.lookahead=4");
    RowStores stores =
        (table, floats) -> new UnreliableStore(new MemoryRowStore(floats), floats, 1, call);
    try (Session session = Session.open(config, KernelProvider.select(), stores)) {
      session.startDataReading();
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> {
            for (int step = 0; step < 100; step++) {
              session.train();
            }
          })
          .withMessageContaining("No space left on device");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {20_000, 60_000, 120_000})
  void aFullDiskLeavesTheModelOfTheLastBatch(long diskBytes) throws InterruptedException {
    String json = TieredModels.json(new Random(9), TieredModels.OPTIMIZERS.get(3), 32, 2000, 1);
    List<Long> expected =
        TieredModels.hashes(STEPS, Session.open(TieredModels.config(json)), false);
    ModelConfig config =
        TieredModels.config(
            json, "belady.memory=" + enough(json, 4, 1) + "B", "belady.lookahead=4");
    RowStores stores =
        (table, floats) ->
            UnreliableFiles.store(folder.resolve("rows-" + table), floats, 1, diskBytes);
    int trained = 0;
    try (Session session = Session.open(config, KernelProvider.select(), stores)) {
      session.startDataReading();
      while (trained < STEPS && trains(session)) {
        trained++;
      }
      assertThat(trained).isBetween(1, STEPS - 1);
      assertThat(session.stateHash()).isEqualTo(expected.get(trained - 1));
      assertThat(session.save(folder.resolve("saved").toString())).isNotEmpty();
      assertThat(session.stateHash()).isEqualTo(expected.get(trained - 1));
    }
    assertThat(folder.resolve("rows-0")).doesNotExist();
  }

  /// Trains a batch; false if the disk is full.
  private static boolean trains(Session session) throws InterruptedException {
    try {
      return session.train();
    } catch (DataException e) {
      assertThat(e).hasMessageContaining("No space left on device").hasMessageContaining("rows-");
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aSnapshotGoesOnWithAnyBudget(int optimizer) throws InterruptedException {
    String json =
        TieredModels.json(new Random(optimizer), TieredModels.OPTIMIZERS.get(optimizer), 24, 2000);
    ModelConfig resident = TieredModels.config(json);
    ModelConfig tiered =
        TieredModels.config(
            json,
            "belady.memory=" + enough(json, 6, 1) + "B",
            "belady.lookahead=6",
            "belady.store_folder=" + folder);
    List<Long> expected = TieredModels.hashes(STEPS, Session.open(resident), false);
    for (ModelConfig first : List.of(resident, tiered)) {
      Path manifest;
      try (Session session = Session.open(first)) {
        session.startDataReading();
        for (int step = 0; step < STEPS / 2; step++) {
          session.train();
        }
        manifest = session.save(folder.resolve("saved").toString()).getLast();
      }
      for (ModelConfig second : List.of(resident, tiered)) {
        try (Session session = Session.open(second)) {
          session.load(manifest);
          assertThat(session.stateHash()).isEqualTo(expected.get(STEPS / 2 - 1));
          session.startDataReading();
          for (int step = STEPS / 2; step < STEPS; step++) {
            session.train();
            assertThat(session.stateHash())
                .as("step=%d, %s", step, second.belady())
                .isEqualTo(expected.get(step));
          }
        }
      }
    }
  }

  static IntStream optimizers() {
    return IntStream.range(0, TieredModels.OPTIMIZERS.size());
  }

  static IntStream failingCalls() {
    return IntStream.of(0, 1, 2, 7, 20);
  }

  @Test
  void anOptimizerThatMovesEveryRowIsRefused() {
    String adam =
        "{'type':'Adam','update_type':'Global','adam_hparam':{'learning_rate':0.01,'beta1':0.9,'beta2':0.999,'epsilon':1e-7}}";
    String json = TieredModels.json(new Random(1), adam, 8, 100);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> TieredModels.config(json, "belady.memory=1MiB"))
        .withMessageContaining("moves every row in every step")
        .withMessageContaining("emb0");
  }

  /// A budget that works, from `first` up.
  private static long enough(String json, int lookahead, long first) throws InterruptedException {
    return TieredBudgets.enough(
        json, STEPS + lookahead + 1, first, "belady.lookahead=" + lookahead);
  }

  private RowStore store(boolean file, int table, int floats) {
    return file
        ? FileRowStore.create(
            folder.resolve("rows-" + table), floats, table % 2 == 0, new StoreRoom(Long.MAX_VALUE))
        : new MemoryRowStore(floats);
  }
}
