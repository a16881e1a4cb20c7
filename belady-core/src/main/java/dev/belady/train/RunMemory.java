// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ModelConfig;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotTable;
import dev.belady.tier.FramedRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes what the batches of a run ask of its tables, so that the formulas of `belady plan` can say
/// at its end what it should have taken. For the thread that trains.
final class RunMemory {
  private final Model model;
  private final int threads;
  private final long[] keys;
  private final long[] distinct;
  private long batches;
  private @Nullable HotSet hotSet;
  private long countBytes;

  /// @param threads threads that compute
  RunMemory(Model model, int threads) {
    this.model = model;
    this.threads = threads;
    this.keys = new long[model.tables().size()];
    this.distinct = new long[keys.length];
  }

  /// Says which rows are hot.
  ///
  /// @param newCountBytes the bytes of the counters from which they were chosen
  void choseHotRows(HotSet newHotSet, long newCountBytes) {
    hotSet = newHotSet;
    countBytes = newCountBytes;
  }

  /// Notes a batch that is trained next.
  void add(ResolvedBatch batch) {
    batches++;
    for (int t = 0; t < keys.length; t++) {
      keys[t] += batch.occurrences(t).bagOffsets[batch.occurrences(t).bags];
      distinct[t] += batch.occurrences(t).distinct;
    }
  }

  /// What a run takes whose batches are like those so far and which has reached the rows that this
  /// one has. The tables must be at rest.
  MemoryEstimate estimate() {
    ModelConfig config = model.config();
    int depth =
        config
            .belady()
            .memory()
            .map(budget -> new FrameBudget(config, budget, model.tables()).depth())
            .orElse(0);
    List<MemoryEstimate.TableUse> uses = new ArrayList<>();
    for (int t = 0; t < keys.length; t++) {
      uses.add(use(t));
    }
    return MemoryEstimate.of(model, threads, uses, depth, countBytes);
  }

  private MemoryEstimate.TableUse use(int number) {
    EmbeddingTable table = model.tables().get(number);
    int rows = model.trainedRows(number);
    HotTable hot = hotSet == null ? null : hotSet.table(number);
    long hotRows = hot == null ? 0 : hot.size();
    long usedHotRows = 0;
    for (int rank = 0; rank < hotRows && hot != null; rank++) {
      int row = table.find(hot.key(rank));
      usedHotRows += row >= 0 && row < rows ? 1 : 0;
    }
    FramedRows framed = table.framedRows();
    double mean = 1.0 / Math.max(1, batches);
    return new MemoryEstimate.TableUse(
        table.spec(),
        table.layout().floats() * (long) Float.BYTES,
        rows,
        // The planner is ahead.
        table.indexBytes(table.rows(), table.rows()),
        keys[number] * mean,
        distinct[number] * mean,
        framed == null ? -1 : Math.max(1, framed.frameCount() - hotRows),
        hotRows,
        usedHotRows);
  }
}
