// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.EvictionSpec;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.data.SparseInput;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.lookahead.CapacityFloor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /// Who decides which rows leave.
  EvictionSpec eviction() {
    return budget.eviction();
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
                  * tables.get(t).layout().floats()
                  * (long) Float.BYTES;
        }
      }
    }
    return Math.clamp(2 * (budget.memory().bytes() / batchBytes), LEAST_DEPTH, MOST_DEPTH);
  }

  /// Notes what a batch that was resolved needs.
  ///
  /// @param hot the hot rows of each table, which have frames for good
  void note(ResolvedBatch batch, List<HotRows> hot) {
    for (int t = 0; t < mostDistinct.length; t++) {
      int others = hot.get(t).countOthers(batch.occurrences(t));
      mostDistinct[t] = Math.max(mostDistinct[t], others);
    }
  }

  /// Forgets what the batches so far needed: other rows are hot from now on.
  void forget() {
    Arrays.fill(mostDistinct, 0);
    Arrays.fill(mostOverlap, 0);
  }

  /// Splits the budget, for empty frames, among the needs of the batches noted so far and those
  /// known now, after the hot rows have got theirs.
  ///
  /// @param batches those to come, in order and resolved, at least one; the first one always fits
  ///   afterwards
  /// @param hot the hot rows of each table
  /// @return null when the budget cannot hold them and the rows of the first batch
  @Nullable FrameSplit split(Collection<ResolvedBatch> batches, List<HotRows> hot) {
    ResolvedBatch first = batches.iterator().next();
    // They were noted when other rows were hot, perhaps.
    batches.forEach(batch -> note(batch, hot));
    List<FrameSplit.Need> needs = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      HotRows hotRows = hot.get(t);
      noteOverlap(t, batches, hotRows);
      needs.add(
          new FrameSplit.Need(
              recordBytes(t),
              hotRows.countOthers(first.occurrences(t)),
              mostDistinct[t],
              mostOverlap[t],
              Math.max(0, tables.get(t).rows() - hotRows.frames()),
              tables.get(t).spec().mostRows()));
    }
    return FrameSplit.choose(budget.memory().bytes() - hotBytes(hot), needs);
  }

  /// Whether the budget is at least `bytes`.
  boolean holds(long bytes) {
    return bytes <= budget.memory().bytes();
  }

  /// The sentence for a run that knows no more than its first batches: a later one may need more
  /// than the budget. Empty where none can.
  ///
  /// @param hotBytes the bytes of the hot rows, which every batch must leave
  Optional<String> mayBeTooSmall(RunSize size, long hotBytes) {
    long most = size.mostBatchBytes(tables) + hotBytes;
    if (holds(most)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "a later batch may need more than the budget, but none more than %dB%s: memory=%s; it"
                + " would end the run%s, and belady plan --batches all finds the exact need"
                + " (belady, %s)",
            most,
            hotBytes == 0 ? "" : ", of them " + hotBytes + "B for hot rows",
            new ByteSize(budget.memory().bytes()),
            config.belady().saveFinalModel() ? " with its model saved" : "",
            config.file()));
  }

  /// The bytes of the frames that hot rows have for good.
  private long hotBytes(List<HotRows> hot) {
    long bytes = 0;
    for (int t = 0; t < tables.size(); t++) {
      bytes += hot.get(t).frames() * recordBytes(t);
    }
    return bytes;
  }

  /// The smallest budget that can hold each of these batches: exact.
  long leastBytes(Collection<ResolvedBatch> batches, List<HotRows> hot) {
    long least = 0;
    for (ResolvedBatch batch : batches) {
      long bytes = 0;
      for (int t = 0; t < tables.size(); t++) {
        int others = hot.get(t).countOthers(batch.occurrences(t));
        bytes += FrameSplit.bytes(Math.max(1, others), recordBytes(t));
      }
      least = Math.max(least, bytes);
    }
    return hotBytes(hot) + least;
  }

  private void noteOverlap(int table, Collection<ResolvedBatch> batches, HotRows hot) {
    CapacityFloor floor = new CapacityFloor(1);
    for (ResolvedBatch batch : batches) {
      long[] rows = hot.others(batch.occurrences(table));
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
  String tooSmall(int batches, long least, List<HotRows> hot) {
    Optional<PopularitySpec> popularity = config.belady().popularity();
    return String.format(
        Locale.ROOT,
        "memory must hold the rows of each batch%s: memory=%s, least=%dB for the next %d batches%s"
            + " (belady, %s)",
        popularity.isEmpty() ? "" : " and the hot rows",
        new ByteSize(budget.memory().bytes()),
        least,
        batches,
        popularity.map(spec -> hotPart(spec, hotBytes(hot))).orElse(""),
        config.file());
  }

  /// What the hot rows take of the smallest budget. Where they get a part of `memory` a larger
  /// budget would mean more of them; the number is that for those chosen now.
  private String hotPart(PopularitySpec spec, long bytes) {
    String part = ", of them " + bytes + "B for hot rows";
    if (!HotSets.dependOnMemory(spec)) {
      return part;
    }
    long share = HotSets.budget(spec, Optional.of(budget.memory())).bytes();
    return part + ", with popularity.budget=" + Math.max(1, share) + "B";
  }
}
