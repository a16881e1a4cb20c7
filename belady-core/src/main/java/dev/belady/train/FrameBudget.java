// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.ConfigException;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.data.SparseInput;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.lookahead.CapacityFloor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// What a memory budget means for the tables of a model: how deep to look ahead, and how many
/// frames each table gets once the first batches are known.
final class FrameBudget {
  /// Batches that are looked at before the budget is split, at least.
  static final int FIRST_BATCHES = 16;

  /// Training and moving overlap only where 1 / `OVERLAP_ROOM` more frames are there than the first
  /// batches need, so that a later one hardly finds too few.
  private static final int OVERLAP_ROOM = 4;

  private static final int LEAST_DEPTH = 4;
  private static final int MOST_DEPTH = 64;

  private final ModelConfig config;
  private final MemoryBudget budget;
  private final List<EmbeddingTable> tables;

  /// The budget of a configuration that has one.
  FrameBudget(ModelConfig config, MemoryBudget budget, List<EmbeddingTable> tables) {
    this.config = config;
    this.budget = budget;
    this.tables = List.copyOf(tables);
  }

  /// The batches known ahead: as configured, else about twice as many as the budget could hold if
  /// no row were used twice.
  int depth() {
    if (budget.lookahead() > 0) {
      return budget.lookahead();
    }
    long batchBytes = 1;
    for (int t = 0; t < tables.size(); t++) {
      String input = config.embeddings().get(t).input();
      for (SparseInput sparse : config.data().sparse()) {
        if (sparse.name().equals(input)) {
          batchBytes +=
              (long) config.solver().batchSize()
                  * sparse.maxKeysPerSample()
                  * FramePlanner.rows(tables.get(t)).recordBytes();
        }
      }
    }
    return Math.clamp(2 * (budget.memory().bytes() / batchBytes), LEAST_DEPTH, MOST_DEPTH);
  }

  /// Splits the budget.
  ///
  /// @param batches the first batches, resolved
  /// @param hot the hot rows of each table, which have frames for good
  /// @throws ConfigException when they need more
  FrameSplit split(Collection<ResolvedBatch> batches, List<HotRows> hot) {
    List<FrameSplit.Demand> demands = new ArrayList<>();
    long hotBytes = 0;
    for (int t = 0; t < tables.size(); t++) {
      hot.get(t).learn(tables.get(t));
      demands.add(demand(t, batches, hot.get(t)));
      hotBytes += hot.get(t).frames() * FramePlanner.rows(tables.get(t)).recordBytes();
    }
    long least = FrameSplit.leastBytes(demands, 0) + hotBytes;
    if (least > budget.memory().bytes()) {
      String what = "the rows of one of the first " + batches.size() + " batches";
      throw tooSmall(
          hotBytes == 0 ? what : what + " and " + hotBytes + " bytes of hot rows", least);
    }
    return FrameSplit.of(budget.memory().bytes() - hotBytes, demands);
  }

  private FrameSplit.Demand demand(int table, Collection<ResolvedBatch> batches, HotRows hot) {
    CapacityFloor floor = new CapacityFloor(0);
    CapacityFloor overlapFloor = new CapacityFloor(1);
    for (ResolvedBatch batch : batches) {
      RowOccurrences occurrences = batch.occurrences(table);
      long[] rows =
          Arrays.stream(occurrences.distinctRows, 0, occurrences.distinct)
              .filter(row -> hot.rank(row) < 0)
              .asLongStream()
              .toArray();
      floor.add(rows, rows.length);
      overlapFloor.add(rows, rows.length);
    }
    EmbeddingTable rows = tables.get(table);
    List<Long> sizes = rows.spec().slotSizes();
    long most =
        rows.spec().direct()
            ? sizes.stream().mapToLong(Long::longValue).sum()
            : Integer.MAX_VALUE - 8;
    return new FrameSplit.Demand(
        FramePlanner.rows(rows).recordBytes(),
        floor.frames(),
        overlapFloor.frames() + overlapFloor.frames() / OVERLAP_ROOM,
        Math.max(0, rows.rows() - hot.frames()),
        Math.max(0, most - hot.frames()));
  }

  /// The refusal of a budget that held the first batches but not a later one.
  ConfigException tooSmall(FrameSplit split, FramePlanner.TableCapacityException e) {
    double factor = 1.05 * e.requiredFrames() / split.frames().get(e.table());
    long least = (long) (budget.memory().bytes() * factor) + 1;
    return tooSmall(
        "the rows of every batch of table '" + tables.get(e.table()).spec().name() + "'", least);
  }

  private ConfigException tooSmall(String what, long least) {
    return new ConfigException(
        String.format(
            Locale.ROOT,
            "memory must hold %s: memory=%s, least=%dB (belady, %s)",
            what,
            new ByteSize(budget.memory().bytes()),
            least,
            config.file()));
  }
}
