// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.KernelProvider;
import dev.belady.memory.RowArena;
import dev.belady.model.RowStores;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotSetFile;
import dev.belady.popularity.HotTable;
import dev.belady.tier.MemoryRowStore;
import dev.belady.tier.RowAddresses;
import dev.belady.tier.RowStore;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With hot rows kept together in memory, or pinned in frames, the parameters after every batch are
/// those of a run that knows nothing of popularity, bit by bit.
class HotTrainingTest {
  private static final int STEPS = 24;

  @TempDir private Path folder;

  static IntStream seeds() {
    return IntStream.range(0, 14);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyHotSetEndsInTheSameBitsAfterEveryBatch(int seed) throws InterruptedException {
    Random random = new Random(seed);
    String optimizer = TieredModels.OPTIMIZERS.get(seed % TieredModels.OPTIMIZERS.size());
    String json = TieredModels.json(random, optimizer, 8 + random.nextInt(40), 2000);
    List<Long> expected = new ArrayList<>();
    HotSet hotSet = trainAndChoose(json, random, expected);
    String file = write(hotSet);
    boolean evaluate = random.nextBoolean();
    for (int recalibrate : new int[] {0, 1, 1 + random.nextInt(12)}) {
      String anew = "belady.popularity.recalibrate=" + recalibrate;
      assertThat(
              TieredModels.hashes(
                  STEPS, Session.open(TieredModels.config(json, file, anew)), evaluate))
          .as("seed=%d, resident, %s, %s, %s", seed, anew, hotSet, json)
          .isEqualTo(expected);
    }
    int lookahead = 1 + random.nextInt(STEPS + 4);
    String[] settings = {
      file,
      "belady.lookahead=" + lookahead,
      "belady.threads=" + (1 + random.nextInt(4)),
      "belady.popularity.recalibrate=" + (random.nextBoolean() ? 0 : 1 + random.nextInt(12))
    };
    long first = random.nextBoolean() ? 1 : 2 * hotSet.bytes() + random.nextInt(50_000);
    long budget = TieredBudgets.enough(json, STEPS + lookahead + 1, first, settings);
    RowStores stores =
        (table, floats) ->
            new UnreliableStore(new MemoryRowStore(floats), floats, seed, Long.MAX_VALUE);
    ModelConfig config = TieredBudgets.config(json, budget, settings);
    assertThat(
            TieredModels.hashes(
                STEPS, Session.open(config, KernelProvider.select(), stores), evaluate))
        .as("seed=%d, budget=%d, %s, %s, %s", seed, budget, List.of(settings), hotSet, json)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aSnapshotGoesOnWithAnyHotSet(int optimizer) throws InterruptedException {
    Random random = new Random(optimizer);
    String json = TieredModels.json(random, TieredModels.OPTIMIZERS.get(optimizer), 24, 2000);
    List<Long> expected = new ArrayList<>();
    String file = write(trainAndChoose(json, random, expected));
    String[] settings = {file, "belady.lookahead=6", "belady.popularity.recalibrate=5"};
    long budget = TieredBudgets.enough(json, STEPS + 7, 1, settings);
    List<ModelConfig> configs =
        List.of(
            TieredModels.config(json),
            TieredModels.config(json, file),
            TieredModels.config(json, file, "belady.popularity.recalibrate=3"),
            TieredBudgets.config(json, 2 * budget, settings));
    for (ModelConfig first : configs) {
      Path manifest;
      try (Session session = Session.open(first)) {
        session.startDataReading();
        for (int step = 0; step < STEPS / 2; step++) {
          session.train();
        }
        manifest = session.save(folder.resolve("saved").toString()).getLast();
      }
      for (ModelConfig second : configs) {
        try (Session session = Session.open(second)) {
          session.load(manifest);
          session.startDataReading();
          assertThat(session.stateHash()).isEqualTo(expected.get(STEPS / 2 - 1));
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

  @Test
  void hotRowsLieAtTheFrontByHeatAndTakeTheirShare() throws InterruptedException {
    String json = TieredModels.json(new Random(5), TieredModels.OPTIMIZERS.get(3), 32, 2000);
    HotSet hotSet = trainAndChoose(json, new Random(7), new ArrayList<>());
    try (Session session = Session.open(TieredModels.config(json, write(hotSet)))) {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        session.train();
      }
      HotStatistics statistics = Objects.requireNonNull(session.hotStatistics());
      assertThat(statistics.rows()).isEqualTo(hotSet.rows());
      assertThat(statistics.bytes()).isEqualTo(hotSet.bytes());
      assertThat(statistics.hotFraction()).isBetween(0.05, 1.0);
      for (int t = 0; t < session.model().tables().size(); t++) {
        EmbeddingTable table = session.model().tables().get(t);
        HotTable hot = hotSet.table(t);
        float[] front = new float[table.dim()];
        for (int rank = 0; rank < hot.size(); rank++) {
          float[] weights = table.weights(hot.key(rank));
          if (weights != null) {
            MemorySegment.copy(
                table.arena().memory(),
                java.lang.foreign.ValueLayout.JAVA_FLOAT,
                table.arena().address(table.arena().chunkAddresses(), rank),
                front,
                0,
                front.length);
            assertThat(front).as("table=%d, rank=%d", t, rank).isEqualTo(weights);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recalibrationFollowsTheAccesses(boolean tiered) throws InterruptedException {
    String json = TieredModels.json(new Random(5), TieredModels.OPTIMIZERS.get(3), 32, 2000);
    // Rows that nobody uses are hot at first, so only a new choice can serve any access.
    List<HotTable> cold = new ArrayList<>();
    try (Session session = Session.open(TieredModels.config(json))) {
      for (EmbeddingTable table : session.model().tables()) {
        long[] keys = {1L << 40, 1L << 41, 1L << 42, 1L << 43};
        cold.add(hotTable(table, keys));
      }
    }
    String file = write(new HotSet(cold, 100));
    String[] settings = {file, "belady.lookahead=4", "belady.popularity.recalibrate=6"};
    long budget = TieredBudgets.enough(json, STEPS + 5, 1, settings);
    ModelConfig config =
        tiered
            ? TieredBudgets.config(json, budget, settings)
            : TieredModels.config(json, file, "belady.popularity.recalibrate=6");
    try (Session session = Session.open(config)) {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        session.train();
      }
      HotStatistics statistics = Objects.requireNonNull(session.hotStatistics());
      assertThat(statistics.choices()).isGreaterThanOrEqualTo(STEPS / 6 - 1);
      assertThat(statistics.hotFraction()).isGreaterThan(0.05);
    }
  }

  @Test
  void aHotSetOfOtherTablesIsRefused() {
    String json = TieredModels.json(new Random(5), TieredModels.OPTIMIZERS.get(3), 32, 2000);
    HotTable other = new HotTable("other", 8, new long[] {1}, new long[] {1});
    String file = write(new HotSet(List.of(other), 1));
    try (Session session = Session.open(TieredModels.config(json, file))) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(session::startDataReading)
          .withMessageContaining("a hot set must be of the tables of the model")
          .withMessageContaining("other (rows of 8 bytes)");
    }
  }

  /// Mistakes of systems that keep hot rows apart, put in on purpose.
  enum Fault {
    NONE,
    /// The frame of a hot row is given to another row.
    HOT_ROW_EVICTED,
    /// A hot row is taken for a new one although an earlier choice of hot rows has trained it.
    HOT_ROW_MADE_AGAIN,
    /// At a new choice the optimizer's state stays behind.
    STATE_LEFT_BEHIND,
    /// At a new choice a hot row's updates stay behind.
    SYNC_FORGOTTEN
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void mistakesAreNoticed(Fault fault) throws InterruptedException {
    String adaGrad = TieredModels.OPTIMIZERS.get(3);
    String json = TieredModels.json(new Random(5), adaGrad, 32, 2000);
    List<Long> expected = new ArrayList<>();
    HotSet hotSet = trainAndChoose(json, new Random(7), expected);
    ModelConfig config = TieredBudgets.config(json, 64 << 20, "belady.lookahead=4");
    RowStores stores =
        (table, floats) -> new ForgetfulStore(new MemoryRowStore(floats), floats, fault);
    List<Long> hashes = new ArrayList<>();
    try (Session session = Session.open(config, KernelProvider.select(), stores)) {
      HotTier tier = new BrokenTier(config, session.model().tables(), hotSet, fault);
      session.startDataReading(
          Readers.trainSource(config, new BadRecords(0, sentence -> {})), tier);
      for (int step = 0; step < STEPS; step++) {
        session.train();
        hashes.add(session.stateHash());
      }
    }
    if (fault == Fault.NONE) {
      assertThat(hashes).isEqualTo(expected);
    } else {
      assertThat(hashes).isNotEqualTo(expected);
    }
  }

  /// A hot tier that makes a mistake; it chooses anew every 6 batches.
  private static final class BrokenTier extends HotTier {
    private final Fault fault;

    BrokenTier(ModelConfig config, List<EmbeddingTable> tables, HotSet hotSet, Fault fault) {
      super(config, tables, hotSet, 6);
      this.fault = fault;
    }

    @Override
    List<HotRows> chooseAnew() {
      return super.chooseAnew().stream().map(this::broken).toList();
    }

    private HotRows broken(HotRows good) {
      return new HotRows(null, 0, good.frames(), 0) {
        @Override
        int rank(int row) {
          int rank = good.rank(row);
          return fault == Fault.HOT_ROW_EVICTED && rank == 1 ? 0 : rank;
        }

        @Override
        boolean inFrame(int rank) {
          return good.inFrame(rank);
        }

        @Override
        int row(int rank) {
          return good.row(rank);
        }

        @Override
        void bringIn(int rank, int row) {
          good.bringIn(rank, row);
        }

        @Override
        void leaveFrames() {
          good.leaveFrames();
        }

        @Override
        boolean stored(int rank, int row) {
          return fault != Fault.HOT_ROW_MADE_AGAIN;
        }
      };
    }
  }

  /// A store that loses some of what is written.
  private record ForgetfulStore(RowStore store, int floats, Fault fault) implements RowStore {
    @Override
    public void read(RowAddresses rows, int from, int end) {
      store.read(rows, from, end);
    }

    @Override
    public void write(RowAddresses rows, int from, int end) {
      for (int i = from; i < end; i++) {
        if (fault == Fault.STATE_LEFT_BEHIND) {
          long last = rows.address(i) + (floats - 1) * 4L;
          RowArena.allMemory().asSlice(last, 4).fill((byte) 0);
        }
        if (fault != Fault.SYNC_FORGOTTEN || rows.row(i) % 3 != 0) {
          store.write(rows, i, i + 1);
        }
      }
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private String write(HotSet hotSet) {
    Path file = folder.resolve("hot.set");
    HotSetFile.write(hotSet, file);
    return "belady.popularity.hot_set=" + file;
  }

  /// Trains with all rows in memory, keeps the hash after every batch, and picks hot rows at
  /// random: some that are used, early ones more often, and some that are not.
  private static HotSet trainAndChoose(String json, Random random, List<Long> hashes)
      throws InterruptedException {
    List<HotTable> hot = new ArrayList<>();
    try (Session session = Session.open(TieredModels.config(json))) {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        session.train();
        hashes.add(session.stateHash());
      }
      for (EmbeddingTable table : session.model().tables()) {
        Set<Long> keys = new LinkedHashSet<>();
        int wanted = random.nextInt(4) == 0 ? 0 : random.nextInt(table.rows());
        while (keys.size() < wanted) {
          int row = (int) (table.rows() * Math.pow(random.nextDouble(), 2));
          keys.add(random.nextInt(20) == 0 ? (1L << 40) + row : table.key(row));
        }
        List<Long> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, random);
        hot.add(hotTable(table, shuffled.stream().mapToLong(Long::longValue).toArray()));
      }
    }
    return new HotSet(hot, 1000);
  }

  private static HotTable hotTable(EmbeddingTable table, long[] keys) {
    return new HotTable(
        table.spec().name(), table.layout().floats() * Float.BYTES, keys, new long[keys.length]);
  }
}
