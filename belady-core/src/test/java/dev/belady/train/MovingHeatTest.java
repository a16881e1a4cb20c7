// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ModelConfig;
import dev.belady.data.Batch;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.model.RowStores;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotTable;
import dev.belady.tier.MemoryRowStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Accesses that go from the rows of one table to those of another and back: the hot rows follow
/// them, and the parameters after every batch are those of a run that knows nothing of popularity.
class MovingHeatTest {
  private static final int STEPS = 30;
  private static final int STEPS_OF_A_PART = 9;
  private static final Kernels KERNELS = KernelProvider.select();

  @TempDir private Path folder;

  /// A model, its data, and the hot rows of its first table.
  private record Case(String json, Batch samples, HotSet hotSet) {
    static Case of(Random random, String optimizer, int batch, int rows) {
      String json = TieredModels.json(random, optimizer, batch, rows, 2 + random.nextInt(2));
      ModelConfig config = TieredModels.config(json);
      Batch samples = makeSamples(config, random, STEPS * batch, STEPS_OF_A_PART * batch);
      long[] keys =
          LongStream.of(samples.sparse(0).keys())
              .limit(samples.sparse(0).size())
              .distinct()
              .limit(1 + random.nextInt(rows / 2))
              .toArray();
      List<HotTable> hot = new ArrayList<>();
      try (Session session = Session.open(config)) {
        for (EmbeddingTable table : session.model().tables()) {
          long[] ofTable = hot.isEmpty() ? keys : new long[0];
          hot.add(
              new HotTable(
                  table.spec().name(),
                  table.layout().floats() * Float.BYTES,
                  ofTable,
                  new long[ofTable.length]));
        }
      }
      return new Case(json, samples, new HotSet(hot, 1));
    }

    /// A session of which no batch was trained.
    ///
    /// @param manifest the snapshot to go on from; null for none
    /// @param interval batches between two choices of hot rows; -1 for no hot rows
    Session open(ModelConfig config, RowStores stores, @Nullable Path manifest, int interval)
        throws InterruptedException {
      Session session = Session.open(config, KERNELS, stores);
      if (manifest != null) {
        session.load(manifest);
      }
      session.startDataReading(
          new MemorySource(samples),
          new HotTier(
              config,
              session.model().tables(),
              interval < 0 ? null : hotSet,
              Math.max(0, interval)));
      return session;
    }

    /// The hash of the state after each of the batches from `from` on.
    List<Long> hashes(
        ModelConfig config, RowStores stores, @Nullable Path manifest, int interval, int from)
        throws InterruptedException {
      List<Long> hashes = new ArrayList<>();
      try (Session session = open(config, stores, manifest, interval)) {
        for (int step = from; step < samples.size() / config.solver().batchSize(); step++) {
          assertThat(session.train()).isTrue();
          hashes.add(session.stateHash());
        }
      }
      return hashes;
    }

    /// A budget that the run needs, or `first` if that is more.
    long enough(long first, int interval, String... settings) throws InterruptedException {
      RowStores stores = (_, floats) -> new MemoryRowStore(floats);
      return TieredBudgets.enough(
          first,
          budget ->
              hashes(TieredBudgets.config(json, budget, settings), stores, null, interval, 0));
    }
  }

  /// Samples that use many rows of the first table, the low ones more often, and two of each slot
  /// of the others; then the other way round.
  private static Batch makeSamples(ModelConfig config, Random random, int count, int part) {
    Batch batch = new Batch(config.data().schema(), count);
    for (int i = 0; i < count; i++) {
      batch.labels()[i] = random.nextInt(2);
      for (int d = 0; d < config.data().schema().dense(); d++) {
        batch.dense()[i * config.data().schema().dense() + d] = random.nextFloat();
      }
      long firstKey = 0;
      int dataSlot = 0;
      for (int input = 0; input < config.data().schema().sparse().size(); input++) {
        boolean many = (input == 0) == (i / part % 2 == 0);
        for (int slot = 0; slot < config.data().schema().sparse().get(input).slots(); slot++) {
          long size = config.data().slotSizes().get(dataSlot++);
          long[] keys = new long[random.nextInt(3)];
          for (int k = 0; k < keys.length; k++) {
            double place = Math.pow(random.nextDouble(), 3);
            keys[k] = firstKey + (many ? (long) (size * place) : random.nextLong(2));
          }
          batch.sparse(input).addBag(keys, 0, keys.length);
          firstKey += size;
        }
      }
    }
    batch.setSize(count);
    return batch;
  }

  static IntStream seeds() {
    return IntStream.range(0, 14);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void hotRowsOfAnotherTableEndInTheSameBitsAfterEveryBatch(int seed) throws InterruptedException {
    Random random = new Random(seed);
    String optimizer = TieredModels.OPTIMIZERS.get(seed % TieredModels.OPTIMIZERS.size());
    Case it = Case.of(random, optimizer, 8 + random.nextInt(30), 60 + random.nextInt(1500));
    ModelConfig plain = TieredModels.config(it.json());
    List<Long> expected = it.hashes(plain, RowStores.NONE, null, -1, 0);
    String small = "belady.popularity.small_tables=" + List.of("0B", "2KiB", "1MiB").get(seed % 3);
    ModelConfig resident = TieredModels.config(it.json(), small);
    for (int interval : new int[] {1, 4, 1 + random.nextInt(12)}) {
      assertThat(it.hashes(resident, RowStores.NONE, null, interval, 0))
          .as("seed=%d, resident, interval=%d, %s, %s", seed, interval, small, it.json())
          .isEqualTo(expected);
    }
    int interval = 1 + random.nextInt(12);
    String[] settings = {
      small,
      "belady.lookahead=" + (1 + random.nextInt(STEPS + 4)),
      "belady.threads=" + (1 + random.nextInt(4)),
      "belady.policy=" + (seed % 4 == 3 ? "cdlrm" : "lookahead")
    };
    long first = random.nextBoolean() ? 1 : 2 * it.hotSet().bytes() + random.nextInt(50_000);
    long budget = it.enough(first, interval, settings);
    RowStores stores =
        (_, floats) ->
            new UnreliableStore(new MemoryRowStore(floats), floats, seed, Long.MAX_VALUE);
    assertThat(
            it.hashes(TieredBudgets.config(it.json(), budget, settings), stores, null, interval, 0))
        .as("seed=%d, budget=%d, %d, %s, %s", seed, budget, interval, List.of(settings), it.json())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5})
  void aSnapshotGoesOnWhereverTheHotRowsAre(int optimizer) throws InterruptedException {
    Random random = new Random(optimizer);
    Case it = Case.of(random, TieredModels.OPTIMIZERS.get(optimizer), 24, 900);
    ModelConfig plain = TieredModels.config(it.json());
    List<Long> expected = it.hashes(plain, RowStores.NONE, null, -1, 0);
    RowStores stores = (_, floats) -> new MemoryRowStore(floats);
    ModelConfig tiered =
        TieredBudgets.config(
            it.json(), 2 * it.enough(1, 3, "belady.lookahead=6"), "belady.lookahead=6");
    int saved = STEPS_OF_A_PART + 5;
    for (ModelConfig first : List.of(plain, tiered)) {
      Path manifest;
      try (Session session =
          it.open(first, first.belady().memory().isEmpty() ? RowStores.NONE : stores, null, 3)) {
        for (int step = 0; step < saved; step++) {
          session.train();
        }
        manifest = session.save(folder.resolve("saved").toString()).getLast();
      }
      for (int interval : new int[] {-1, 0, 3}) {
        assertThat(it.hashes(plain, RowStores.NONE, manifest, interval, saved))
            .as("%d, resident, interval=%d", optimizer, interval)
            .isEqualTo(expected.subList(saved, STEPS));
        assertThat(it.hashes(tiered, stores, manifest, interval, saved))
            .as("%d, tiered, interval=%d", optimizer, interval)
            .isEqualTo(expected.subList(saved, STEPS));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theNumbersOfHotRowsFollowAndServeMoreAccesses(boolean tiered) throws InterruptedException {
    String json =
        TieredModels.json(new Random(44), TieredModels.OPTIMIZERS.getFirst(), 64, 2000, 2);
    Case it = hottestOfTheFirstTable(json, 700, 120, 60);
    // Once through the data: the planner is ahead and must not see its beginning again.
    String[] settings = {
      "belady.popularity.small_tables=0B",
      "solver.max_iter=null",
      "solver.num_epochs=1",
      "belady.lookahead=4"
    };
    ModelConfig config = TieredModels.config(json, Arrays.copyOf(settings, 3));
    if (tiered) {
      long first = it.hotSet().bytes() * 4 / 3;
      long budget =
          TieredBudgets.enough(
              first,
              bytes -> {
                figures(it, TieredBudgets.config(json, bytes, settings), true);
                figures(it, TieredBudgets.config(json, bytes, settings), false);
              });
      config = TieredBudgets.config(json, budget, settings);
    }
    Figures fixed = figures(it, config, true);
    Figures following = figures(it, config, false);
    assertThat(fixed.first()).containsExactly(700, 0);
    assertThat(fixed.last().getLast()).isZero();
    assertThat(following.first()).containsExactly(700, 0);
    assertThat(following.last().getFirst()).isBetween(1, 350);
    assertThat(following.last().getLast()).isGreaterThan(400);
    assertThat(following.bytes()).isLessThanOrEqualTo(it.hotSet().bytes());
    assertThat(following.hotFraction()).isGreaterThan(1.5 * fixed.hotFraction());
    if (tiered) {
      assertThat(following.hitRate()).isGreaterThan(1.1 * fixed.hitRate());
    }
  }

  /// A budget that is enough with the hot rows of the beginning is enough with others, too.
  @ParameterizedTest
  @ValueSource(ints = {48, 134, 145})
  void aNewChoiceEndsNoRun(int seed) throws InterruptedException {
    String json =
        TieredModels.json(new Random(seed), TieredModels.OPTIMIZERS.getFirst(), 64, 2000, 2);
    Case it = hottestOfTheFirstTable(json, 50, 80, 25);
    String[] settings = {"belady.popularity.small_tables=0B", "belady.lookahead=4"};
    RowStores stores = (_, floats) -> new MemoryRowStore(floats);
    long budget = it.enough(1, 0, settings);
    List<Long> expected = it.hashes(TieredModels.config(json), RowStores.NONE, null, -1, 0);
    for (int interval : new int[] {25, 27, 30}) {
      ModelConfig config = TieredBudgets.config(json, budget, settings);
      assertThat(it.hashes(config, stores, null, interval, 0))
          .as("seed=%d, interval=%d, budget=%d", seed, interval, budget)
          .isEqualTo(expected);
    }
  }

  /// What a run shows over all of its data.
  private static Figures figures(Case it, ModelConfig config, boolean fixed)
      throws InterruptedException {
    RowStores stores =
        config.belady().memory().isPresent()
            ? (_, floats) -> new MemoryRowStore(floats)
            : RowStores.NONE;
    try (Session session = Session.open(config, KERNELS, stores)) {
      List<EmbeddingTable> tables = session.model().tables();
      HotTier tier =
          fixed
              ? new FixedNumbers(config, tables, it.hotSet())
              : new HotTier(config, tables, it.hotSet(), FixedNumbers.INTERVAL);
      List<Integer> first = tier.rowsHeld();
      session.startDataReading(new MemorySource(it.samples()), tier);
      while (session.train()) {}
      HotStatistics hot = Objects.requireNonNull(session.hotStatistics());
      TierStatistics moved = session.tierStatistics();
      return new Figures(
          first,
          tier.rowsHeld(),
          hot.bytes(),
          hot.hotFraction(),
          moved == null ? 1 : moved.hitRate());
    }
  }

  /// What a run showed.
  private record Figures(
      List<Integer> first, List<Integer> last, long bytes, double hotFraction, double hitRate) {}

  private static Case hottestOfTheFirstTable(
      String json, int rows, int batches, int batchesOfAPart) {
    ModelConfig config = TieredModels.config(json);
    int batch = config.solver().batchSize();
    Batch samples = makeSamples(config, new Random(4), batches * batch, batchesOfAPart * batch);
    List<HotTable> hot = new ArrayList<>();
    try (Session session = Session.open(config)) {
      for (EmbeddingTable table : session.model().tables()) {
        // Low keys are used most.
        long[] keys = hot.isEmpty() ? LongStream.range(0, rows).toArray() : new long[0];
        hot.add(
            new HotTable(
                table.spec().name(),
                table.layout().floats() * Float.BYTES,
                keys,
                new long[keys.length]));
      }
    }
    return new Case(json, samples, new HotSet(hot, 1));
  }

  /// A tier that keeps the number of hot rows of each table.
  private static final class FixedNumbers extends HotTier {
    static final int INTERVAL = 15;

    private final List<EmbeddingTable> tables;
    private final HotSet first;

    FixedNumbers(ModelConfig config, List<EmbeddingTable> tables, HotSet hotSet) {
      super(config, tables, hotSet, INTERVAL);
      this.tables = tables;
      this.first = hotSet;
    }

    private HotChoice hottest(int table) {
      RowHeat ofTable = heat().get(table);
      int[] rows =
          IntStream.range(0, ofTable.rows())
              .boxed()
              .sorted(Comparator.comparingInt((Integer row) -> -ofTable.count(row)))
              .limit(first.table(table).size())
              .mapToInt(Integer::intValue)
              .toArray();
      ofTable.cool();
      return new HotChoice(rows, new long[0]);
    }

    @Override
    List<HotRows> chooseAnew() {
      return IntStream.range(0, tables.size())
          .mapToObj(table -> HotRows.of(hottest(table), heat().get(table).rows()))
          .toList();
    }

    @Override
    void layOutAnew() {
      for (int table = 0; table < tables.size(); table++) {
        tables.get(table).layOutAnew(hottest(table).rows(), new long[0]);
      }
    }
  }
}
