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
  /// @param batches those to come, in order and resolved, at least one; the first one always fits
  ///   afterwards
  /// @return null when the budget cannot hold the rows of the first batch
  @Nullable FrameSplit split(Collection<ResolvedBatch> batches) {
    ResolvedBatch first = batches.iterator().next();
    List<FrameSplit.Need> needs = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      noteOverlap(t, batches);
      needs.add(
          new FrameSplit.Need(
              recordBytes(t),
              first.occurrences(t).distinct,
              mostDistinct[t],
              mostOverlap[t],
              tables.get(t).rows(),
              tables.get(t).spec().mostRows()));
    }
    return FrameSplit.choose(budget.memory().bytes(), needs);
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

  private void noteOverlap(int table, Collection<ResolvedBatch> batches) {
    CapacityFloor floor = new CapacityFloor(1);
    for (ResolvedBatch batch : batches) {
      RowOccurrences occurrences = batch.occurrences(table);
      long[] rows = new long[occurrences.distinct];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = occurrences.distinctRows[i];
      }
      floor.add(rows, rows.length);
    }
    mostOverlap[table] = Math.max(mostOverlap[table], floor.frames());
  }

  private long recordBytes(int table) {
    return FramePlanner.rows(tables.get(table)).recordBytes();
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
