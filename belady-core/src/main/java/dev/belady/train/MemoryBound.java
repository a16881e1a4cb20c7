// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.data.SparseInput;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.SharedKeyListener;
import dev.belady.kernel.Kernels;
import dev.belady.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The most memory that a run can take, from its configuration alone: as if no key came twice.
/// [RunPlan] looks at the keys and mostly says far less.
///
/// @param residentBytes with all rows in memory
/// @param budgetBytes with the budget of the configuration; empty without one, with `auto`, or
///   where it holds no row of each table
public record MemoryBound(long residentBytes, OptionalLong budgetBytes) {
  /// The bound for a data set of `samples` samples.
  ///
  /// @param threads threads that compute in the run
  /// @param samples the samples of one pass; empty where nobody knows
  public static MemoryBound of(
      ModelConfig config, Kernels kernels, int threads, OptionalLong samples) {
    RunSize size = new RunSize(config, samples);
    try (Model model = Model.create(config, kernels, SharedKeyListener.NONE)) {
      long resident = MemoryEstimate.of(model, threads, uses(model, size, List.of()), 0, 0).total();
      return new MemoryBound(
          resident,
          config
              .belady()
              .memory()
              .filter(memory -> !memory.auto())
              .map(memory -> withBudget(model, size, memory, threads))
              .orElse(OptionalLong.empty()));
    }
  }

  private static OptionalLong withBudget(
      Model model, RunSize size, MemoryBudget memory, int threads) {
    List<FrameSplit.Demand> demands = new ArrayList<>();
    for (EmbeddingTable table : model.tables()) {
      long rows = mostRows(table, size);
      demands.add(new FrameSplit.Demand(recordBytes(table), 1, 1, rows, table.spec().mostRows()));
    }
    if (FrameSplit.leastBytes(demands, 1) > memory.memory().bytes()) {
      return OptionalLong.empty();
    }
    List<Integer> frames = FrameSplit.of(memory.memory().bytes(), demands).frames();
    int depth = new FrameBudget(model.config(), memory, model.tables()).depth();
    return OptionalLong.of(
        MemoryEstimate.of(model, threads, uses(model, size, frames), depth, 0).total());
  }

  private static List<MemoryEstimate.TableUse> uses(
      Model model, RunSize size, List<Integer> frames) {
    List<MemoryEstimate.TableUse> uses = new ArrayList<>();
    for (EmbeddingTable table : model.tables()) {
      long rows = mostRows(table, size);
      SparseInput input = size.input(table.spec());
      double keys = (double) model.config().solver().batchSize() * input.maxKeysPerSample();
      uses.add(
          new MemoryEstimate.TableUse(
              table.spec(),
              recordBytes(table),
              rows,
              EmbeddingTable.indexBytes(table.spec(), rows),
              keys,
              Math.min(keys, (double) rows),
              frames.isEmpty() ? -1 : frames.get(table.spec().number()),
              0,
              0));
    }
    return uses;
  }

  private static long mostRows(EmbeddingTable table, RunSize size) {
    return size.mostRows(table.spec()).orElse(table.spec().mostRows());
  }

  private static long recordBytes(EmbeddingTable table) {
    return table.layout().floats() * (long) Float.BYTES;
  }
}
