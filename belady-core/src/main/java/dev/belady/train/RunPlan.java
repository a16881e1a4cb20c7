// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.EvictionSpec;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.data.DataException;
import dev.belady.data.SparseInput;
import dev.belady.kernel.Kernels;
import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;
import dev.belady.tier.DiskProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
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
/// @param storeBytes what the files of all tables take at the end
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
    @Nullable DiskProbe disk) {
  private static final double[] SHARES = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5};

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
  /// @param hitRate share of the distinct rows of a batch, 0 to 1, not read from the store
  /// @param readRows rows read from the store for a batch, mean
  /// @param writtenRows rows written for a batch, mean
  /// @param readBytes their bytes
  /// @param writtenBytes their bytes
  /// @param processBytes memory that the whole process takes at its peak
  public record Budget(
      long bytes,
      int depth,
      int issueDistance,
      long frames,
      double hitRate,
      double readRows,
      double writtenRows,
      double readBytes,
      double writtenBytes,
      long processBytes) {
    /// The seconds for which the disk is busy with a batch; each row read costs a page.
    public double diskSeconds(DiskProbe disk) {
      return readRows / disk.readPagesPerSecond() + writtenBytes / disk.writeBytesPerSecond();
    }
  }

  /// Makes the plan.
  ///
  /// @param batches batches to look at, at least 2
  /// @param threads threads that compute in the run
  /// @param probe whether to measure the disk
  /// @throws DataException when the data is missing, or the folder of the store
  public static RunPlan of(
      ModelConfig config, Kernels kernels, long batches, int threads, boolean probe)
      throws InterruptedException {
    try (DataLook look = DataLook.at(config, kernels, batches)) {
      return new Maker(config, look, threads).make(probe);
    }
  }

  /// Joins what the parts say.
  private record Maker(ModelConfig config, DataLook look, int threads) {
    RunPlan make(boolean probe) {
      List<Table> tables = new ArrayList<>();
      long bytes = 0;
      for (int t = 0; t < look.tables().size(); t++) {
        tables.add(table(t));
        bytes += tables.get(t).rows() * tables.get(t).recordBytes();
      }
      Optional<MemoryBudget> memory = config.belady().memory();
      List<Budget> budgets = new ArrayList<>();
      for (long candidate : candidates()) {
        Budget budget = budget(candidate);
        if (budget != null) {
          budgets.add(budget);
        }
      }
      long chosen = memory.map(value -> value.memory().bytes()).orElse(-1L);
      Budget configured =
          budgets.stream().filter(budget -> budget.bytes() == chosen).findFirst().orElse(null);
      MemoryEstimate resident = estimate(null, 0);
      Path folder = folder();
      return new RunPlan(
          look.batches(),
          look.samples(),
          look.complete(),
          tables,
          resident,
          configured == null ? resident : estimate(split(chosen), configured.depth()),
          configured,
          look.leastBytes(),
          safeBytes(),
          budgets,
          folder,
          freeBytes(folder),
          bytes,
          probe ? DiskProbe.of(folder) : null);
    }

    private Table table(int number) {
      DataLook.TableLook table = look.tables().get(number);
      return new Table(
          config.embeddings().get(number).name(),
          config.embeddings().get(number).vectorSize(),
          look.recordBytes(number),
          look.model().tables().get(number).rows(),
          look.expectedRows(number),
          (double) table.distinct / look.batches(),
          table.mostDistinct);
    }

    private TreeSet<Long> candidates() {
      long seen = 0;
      for (int t = 0; t < look.tables().size(); t++) {
        seen += look.model().tables().get(t).rows() * look.recordBytes(t);
      }
      TreeSet<Long> candidates = new TreeSet<>();
      candidates.add(look.leastBytes());
      for (double share : SHARES) {
        long rounded = Math.max(1 << 20, (long) (seen * share) >> 20 << 20);
        if (rounded > look.leastBytes()) {
          candidates.add(rounded);
        }
      }
      config.belady().memory().ifPresent(memory -> candidates.add(memory.memory().bytes()));
      return candidates;
    }

    private @Nullable FrameSplit split(long bytes) {
      return FrameSplit.choose(bytes, look.needs());
    }

    /// Runs the planner; null for a budget that does not hold the most rows of each table at once.
    private @Nullable Budget budget(long bytes) {
      FrameSplit split = split(bytes);
      if (split == null) {
        return null;
      }
      MemoryBudget memory = withBytes(bytes);
      int depth = new FrameBudget(config, memory, look.model().tables()).depth();
      double[] sums = new double[5];
      for (int t = 0; t < look.tables().size(); t++) {
        add(t, new LookaheadConfig(split.frames().get(t), depth, split.issueDistance()), sums);
      }
      int counted = Math.max(1, look.batches() - look.batches() / 2);
      return new Budget(
          bytes,
          depth,
          split.issueDistance(),
          split.frames().stream().mapToLong(Integer::longValue).sum(),
          sums[0] == 0 ? 1 : 1 - sums[1] / sums[0],
          sums[1] / counted,
          sums[2] / counted,
          sums[3] / counted,
          sums[4] / counted,
          estimate(split, depth).total());
    }

    private MemoryBudget withBytes(long bytes) {
      ByteSize memory = new ByteSize(bytes);
      return config
          .belady()
          .memory()
          .map(budget -> budget.withMemory(memory))
          .orElse(
              new MemoryBudget(
                  memory, MemoryBudget.Store.FILE, "", false, 0, 0, new EvictionSpec.Lookahead()));
    }

    /// Adds requests, rows read and written, and their bytes of one table.
    private void add(int table, LookaheadConfig planned, double[] sums) {
      LookaheadPlanner planner = new LookaheadPlanner(planned, PinnedRows.NONE);
      BatchPlan plan = new BatchPlan();
      List<int[]> batches = look.tables().get(table).batches;
      long recordBytes = look.recordBytes(table);
      int next = 0;
      for (int b = 0; b < batches.size(); b++) {
        while (next < batches.size() && next < b + planned.depth()) {
          planner.add(batches.get(next), batches.get(next).length);
          next++;
        }
        if (next == batches.size()) {
          planner.end();
        }
        planner.plan(plan);
        if (b < batches.size() / 2) {
          continue;
        }
        int read = 0;
        int written = 0;
        for (int m = 0; m < plan.moveCount(); m++) {
          read += plan.moveUses(m) > 0 ? 1 : 0;
          written += plan.victimDirty(m) ? 1 : 0;
        }
        sums[0] += plan.rowCount();
        sums[1] += read;
        sums[2] += written;
        sums[3] += read * recordBytes;
        sums[4] += written * recordBytes;
      }
    }

    private MemoryEstimate estimate(@Nullable FrameSplit split, int depth) {
      List<MemoryEstimate.TableUse> uses = new ArrayList<>();
      for (int t = 0; t < look.tables().size(); t++) {
        DataLook.TableLook table = look.tables().get(t);
        uses.add(
            new MemoryEstimate.TableUse(
                look.model().tables().get(t).spec(),
                look.recordBytes(t),
                look.expectedRows(t),
                (double) table.keys / look.batches(),
                (double) table.distinct / look.batches(),
                split == null ? -1 : split.frames().get(t)));
      }
      return MemoryEstimate.of(look.model(), threads, uses, depth);
    }

    /// Each table with as many rows as a batch can have keys, if it has so many.
    private long safeBytes() {
      long bytes = 0;
      for (int t = 0; t < look.tables().size(); t++) {
        long keys = 0;
        for (SparseInput input : config.data().sparse()) {
          if (input.name().equals(config.embeddings().get(t).input())) {
            keys = (long) config.solver().batchSize() * input.maxKeysPerSample();
          }
        }
        long most = Math.min(keys, look.model().tables().get(t).spec().mostRows());
        bytes += FrameSplit.bytes(Math.max(1, most), look.recordBytes(t));
      }
      return bytes;
    }

    private Path folder() {
      String folder = config.belady().memory().map(MemoryBudget::folder).orElse("");
      return Path.of(folder.isEmpty() ? System.getProperty("java.io.tmpdir", ".") : folder);
    }

    private static long freeBytes(Path folder) {
      try {
        return Files.getFileStore(folder).getUsableSpace();
      } catch (IOException e) {
        throw new DataException("store_folder must be a folder to write in: " + e, e);
      }
    }
  }
}
