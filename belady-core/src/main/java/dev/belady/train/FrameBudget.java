// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.data.SparseInput;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.kernel.RowOccurrences;
import dev.belady.lookahead.CapacityFloor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
  private final int[] mostDistinct;
  private final int[] mostOverlap;

  /// The budget of a configuration that has one.
  FrameBudget(ModelConfig config, MemoryBudget budget, List<EmbeddingTable> tables) {
    this.config = config;
    this.budget = budget;
    this.tables = List.copyOf(tables);
    this.mostDistinct = new int[tables.size()];
    this.mostOverlap = new int[tables.size()];
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

  /// Notes what a batch that was resolved needs.
  void note(ResolvedBatch batch) {
    for (int t = 0; t < mostDistinct.length; t++) {
      mostDistinct[t] = Math.max(mostDistinct[t], batch.occurrences(t).distinct);
    }
  }

  /// Splits the budget, for empty frames, among the needs of the batches noted so far and those
  /// known now.
  ///
  /// First each table gets an eighth more than any batch so far took, so that the next split is far
  /// away; if that is too much, just what they took; and at least what the next batch takes, then
  /// perhaps for that batch alone.
  ///
  /// @param batches those to come, in order and resolved, at least one; the first one always fits
  ///   afterwards
  /// @return null when the budget cannot hold the rows of the first batch
  @Nullable FrameSplit split(Collection<ResolvedBatch> batches) {
    int[] next = new int[tables.size()];
    int[] roomy = new int[tables.size()];
    List<Integer> overlapFloors = new ArrayList<>();
    ResolvedBatch first = batches.iterator().next();
    for (int t = 0; t < next.length; t++) {
      next[t] = first.occurrences(t).distinct;
      roomy[t] = (int) Math.min(mostRows(t), mostDistinct[t] + mostDistinct[t] / 8);
      overlapFloors.add(overlapFloor(t, batches));
    }
    for (int[] floors : new int[][] {roomy, mostDistinct, next}) {
      List<FrameSplit.Demand> demands = new ArrayList<>();
      for (int t = 0; t < next.length; t++) {
        demands.add(
            new FrameSplit.Demand(
                recordBytes(t), floors[t], overlapFloors.get(t), tables.get(t).rows(), mostRows(t)));
      }
      if (FrameSplit.leastBytes(demands, 0) <= budget.memory().bytes()) {
        return FrameSplit.of(budget.memory().bytes(), demands);
      }
    }
    return null;
  }

  /// Whether the budget is at least `bytes`.
  boolean holds(long bytes) {
    return bytes <= budget.memory().bytes();
  }

  /// The smallest budget that can hold each of these batches: exact.
  long leastBytes(Collection<ResolvedBatch> batches) {
    long least = 0;
    for (ResolvedBatch batch : batches) {
      long bytes = 0;
      for (int t = 0; t < tables.size(); t++) {
        bytes += FrameSplit.bytes(Math.max(1, batch.occurrences(t).distinct), recordBytes(t));
      }
      least = Math.max(least, bytes);
    }
    return least;
  }

  private int overlapFloor(int table, Collection<ResolvedBatch> batches) {
    CapacityFloor floor = new CapacityFloor(1);
    for (ResolvedBatch batch : batches) {
      RowOccurrences occurrences = batch.occurrences(table);
      long[] rows = new long[occurrences.distinct];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = occurrences.distinctRows[i];
      }
      floor.add(rows, rows.length);
    }
    mostOverlap[table] =
        (int)
            Math.min(
                mostRows(table),
                Math.max(mostOverlap[table], floor.frames() + floor.frames() / OVERLAP_ROOM));
    return mostOverlap[table];
  }

  private long recordBytes(int table) {
    return FramePlanner.rows(tables.get(table)).recordBytes();
  }

  private long mostRows(int table) {
    return tables.get(table).spec().mostRows();
  }

  /// The sentence that refuses a budget.
  ///
  /// @param batches how many batches are known
  /// @param least the smallest budget that works for them
  String tooSmall(int batches, long least) {
    return String.format(
        Locale.ROOT,
        "memory must hold the rows of each batch: memory=%s, least=%dB for the next %d batches"
            + " (belady, %s)",
        new ByteSize(budget.memory().bytes()),
        least,
        batches,
        config.file());
  }
}
