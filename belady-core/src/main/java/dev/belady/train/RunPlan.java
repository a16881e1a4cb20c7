// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ModelConfig;
import dev.belady.data.DataException;
import dev.belady.kernel.Kernels;
import dev.belady.popularity.PassWatch;
import dev.belady.tier.DiskProbe;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a run will take, from its configuration and a look at the keys of its first batches;
/// nothing is trained.
///
/// @param batches batches looked at
/// @param samples their samples
/// @param complete whether these are all batches of the run, so that nothing is extrapolated
/// @param tables the embedding tables
/// @param resident memory of the run with all rows in memory
/// @param configured memory of the run as configured; that of `resident` without a budget
/// @param budget the line of the configured budget, also one of `budgets`; null without a budget or
///   when it is too small
/// @param leastBytes the smallest budget that holds each batch looked at
/// @param safeBytes a budget that holds any batch, whatever its keys
/// @param budgets several budgets from small to large
/// @param folder where the store of the configuration makes its files
/// @param freeBytes room in its file system
/// @param storeBytes what the files of all tables take at the end, expected
/// @param mostStoreBytes what they take at most, whatever the data; empty where nobody knows
/// @param disk the measurement of the disk; null unless asked for
public record RunPlan(
    int batches,
    long samples,
    boolean complete,
    List<Table> tables,
    MemoryEstimate resident,
    MemoryEstimate configured,
    @Nullable Budget budget,
    long leastBytes,
    long safeBytes,
    List<Budget> budgets,
    Path folder,
    long freeBytes,
    long storeBytes,
    OptionalLong mostStoreBytes,
    @Nullable DiskProbe disk) {
  /// Copies the lists.
  public RunPlan {
    tables = List.copyOf(tables);
    budgets = List.copyOf(budgets);
  }

  /// An embedding table.
  ///
  /// @param name its name
  /// @param dim weights of a row
  /// @param recordBytes bytes of a row with its optimizer state
  /// @param seenRows distinct rows of the batches looked at
  /// @param rows rows at the end of the run
  /// @param meanDistinct distinct rows of a batch, mean
  /// @param mostDistinct distinct rows of a batch, most
  public record Table(
      String name,
      int dim,
      long recordBytes,
      long seenRows,
      long rows,
      double meanDistinct,
      int mostDistinct) {
    /// The bytes of all weights at the end of the run.
    public long weightBytes() {
      return rows * dim * Float.BYTES;
    }

    /// The bytes of the optimizer's states at the end of the run.
    public long stateBytes() {
      return rows * recordBytes - weightBytes();
    }
  }

  /// What a budget brings, found by the planner on the batches looked at: rows that come back after
  /// a longer time count as new. Rates are those of the second half of the batches.
  ///
  /// @param bytes the budget
  /// @param depth batches known before one is planned
  /// @param issueDistance batches that are trained while rows move
  /// @param frames rows in memory
  /// @param hotRows those of them that hot rows have for good
  /// @param hitRate share of the distinct rows of a batch, 0 to 1, that are found in memory
  /// @param newRate share that no batch used before
  /// @param splitsAnew whether some batch needs another split of the frames, which empties them
  ///   all: slower than the rates say
  /// @param readBytes bytes of the rows read from the store for a batch, mean
  /// @param writtenBytes bytes of the rows written for a batch, mean
  /// @param readPages pages that a file store reads for a batch, if each row costs its own
  /// @param rewrittenPages pages that it reads, fills up and writes for a batch, if they are half
  ///   empty
  /// @param processBytes memory that the whole process takes at its peak
  public record Budget(
      long bytes,
      int depth,
      int issueDistance,
      long frames,
      long hotRows,
      double hitRate,
      double newRate,
      boolean splitsAnew,
      double readBytes,
      double writtenBytes,
      double readPages,
      double rewrittenPages,
      long processBytes) {
    /// The seconds for which the disk is busy with a batch.
    public double diskSeconds(DiskProbe disk) {
      return readPages / disk.readPagesPerSecond()
          + rewrittenPages / disk.rewrittenPagesPerSecond();
    }
  }

  /// Makes the plan.
  ///
  /// @param batches batches to look at, at least 2
  /// @param threads threads that compute in the run
  /// @param probe whether to measure the disk
  /// @param watch hears how far it is
  /// @throws DataException when the data is missing, or the folder of the store
  /// @throws java.util.concurrent.CancellationException when the watch has ended the look
  public static RunPlan of(
      ModelConfig config,
      Kernels kernels,
      long batches,
      int threads,
      boolean probe,
      PassWatch watch)
      throws InterruptedException {
    try (DataLook look = DataLook.at(config, kernels, batches, watch)) {
      return new RunPlanner(config, look, threads).plan(probe);
    }
  }
}
