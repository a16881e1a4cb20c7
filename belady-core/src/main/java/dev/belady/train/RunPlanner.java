// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.EvictionSpec;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.lookahead.LookaheadPlanner;
import dev.belady.lookahead.PinnedRows;
import dev.belady.tier.DiskProbe;
import dev.belady.tier.FileRowStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes a [RunPlan] from a look at the data.
final class RunPlanner {
  private static final double[] SHARES = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5};

  private final ModelConfig config;
  private final DataLook look;
  private final int threads;
  private final @Nullable HotSets hotSets;
  private final HotLook withoutHot;
  private @Nullable HotLook fixedHot;

  RunPlanner(ModelConfig config, DataLook look, int threads) {
    this.config = config;
    this.look = look;
    this.threads = threads;
    this.hotSets = look.hotSets();
    this.withoutHot = new HotLook(look, null);
  }

  /// @param probe whether to measure the disk
  RunPlan plan(boolean probe) throws InterruptedException {
    List<RunPlan.Table> tables = new ArrayList<>();
    for (int t = 0; t < look.tables().size(); t++) {
      tables.add(table(t));
    }
    long least = leastBytes();
    long chosen = config.belady().memory().map(value -> value.memory().bytes()).orElse(-1L);
    List<RunPlan.Budget> budgets = new ArrayList<>();
    RunPlan.Budget configured = null;
    MemoryEstimate resident = residentEstimate();
    MemoryEstimate estimate = resident;
    for (long candidate : candidates(least)) {
      HotLook hot = hotLook(Optional.of(new ByteSize(candidate)));
      FrameSplit split = hot.split(candidate);
      if (split == null) {
        continue;
      }
      RunPlan.Budget budget = budget(candidate, hot, split);
      budgets.add(budget);
      if (candidate == chosen) {
        configured = budget;
        estimate = estimate(hot, split, budget.depth());
      }
    }
    Path folder = folder();
    return new RunPlan(
        look.batches(),
        look.samples(),
        look.complete(),
        tables,
        resident,
        estimate,
        configured,
        least,
        safeBytes(),
        budgets,
        folder,
        ScratchStores.free(folder),
        expectedStoreBytes(),
        look.size().mostStoreBytes(look.model().tables(), _ -> 0, withBytes(1).threads()),
        probe ? DiskProbe.of(folder, withBytes(1).threads()) : null);
  }

  private RunPlan.Table table(int number) {
    DataLook.TableLook table = look.tables().get(number);
    return new RunPlan.Table(
        config.embeddings().get(number).name(),
        config.embeddings().get(number).vectorSize(),
        look.recordBytes(number),
        look.model().tables().get(number).rows(),
        look.expectedRows(number),
        (double) table.distinct / look.batches(),
        table.mostDistinct);
  }

  /// The batches without the hot rows that there are under a budget, or with all rows in memory.
  private HotLook hotLook(Optional<ByteSize> memory) {
    HotSets sets = hotSets;
    if (sets == null) {
      return withoutHot;
    }
    HotLook fixed = fixedHot;
    if (fixed == null || sets.dependOnMemory()) {
      fixed = new HotLook(look, sets.choose(memory));
      fixedHot = fixed;
    }
    return fixed;
  }

  /// The smallest budget that holds each batch and its hot rows: one byte less does not. Where hot
  /// rows get a part of the budget it is searched for, each time from what the last try needs.
  private long leastBytes() {
    if (hotSets == null || !hotSets.dependOnMemory()) {
      return hotLook(Optional.empty()).leastBytes();
    }
    long fails = 0;
    long works = Long.MAX_VALUE;
    long next = withoutHot.leastBytes();
    while (works - fails > 1) {
      long needed = hotLook(Optional.of(new ByteSize(next))).leastBytes();
      if (needed <= next) {
        works = next;
        next = needed < next ? needed : next - 1;
      } else {
        fails = next;
        next = needed < works ? needed : fails + (works - fails) / 2;
      }
      next = Math.max(next, fails + 1);
    }
    return works;
  }

  private NavigableSet<Long> candidates(long least) {
    long seen = 0;
    for (int t = 0; t < look.tables().size(); t++) {
      seen += look.model().tables().get(t).rows() * look.recordBytes(t);
    }
    NavigableSet<Long> candidates = new TreeSet<>();
    candidates.add(least);
    for (double share : SHARES) {
      long rounded = Math.max(1 << 20, (long) (seen * share) >> 20 << 20);
      if (rounded > least) {
        candidates.add(rounded);
      }
    }
    config
        .belady()
        .memory()
        .map(memory -> memory.memory().bytes())
        .filter(bytes -> bytes >= least)
        .ifPresent(candidates::add);
    return candidates;
  }

  /// Runs the planner.
  private RunPlan.Budget budget(long bytes, HotLook hot, FrameSplit split) {
    int depth = new FrameBudget(config, withBytes(bytes), look.model().tables()).depth();
    Moves moves = new Moves();
    long hotRows = 0;
    boolean splitsAnew = false;
    for (int t = 0; t < look.tables().size(); t++) {
      int frames = split.frames().get(t);
      splitsAnew |= frames < hot.mostRows(t);
      moves.add(
          hot.others(t),
          new LookaheadConfig(Math.max(frames, hot.mostRows(t)), depth, split.issueDistance()),
          look.recordBytes(t));
      hotRows += hot.hotRows(t);
    }
    int counted = Math.max(1, look.batches() - look.batches() / 2);
    double rows = 0;
    double newRows = 0;
    for (int t = 0; t < look.tables().size(); t++) {
      newRows += look.newRows(t);
      List<int[]> batches = look.tables().get(t).batches;
      for (int b = look.batches() / 2; b < batches.size(); b++) {
        rows += batches.get(b).length;
      }
    }
    rows = Math.max(1, rows);
    return new RunPlan.Budget(
        bytes,
        depth,
        split.issueDistance(),
        hotRows + split.frames().stream().mapToLong(Integer::longValue).sum(),
        hotRows,
        1 - (newRows + moves.readRows) / rows,
        newRows / rows,
        splitsAnew,
        moves.readBytes / counted,
        moves.writtenBytes / counted,
        moves.readPages / counted,
        moves.rewrittenPages / counted,
        estimate(hot, split, depth).total());
  }

  private MemoryBudget withBytes(long bytes) {
    ByteSize memory = new ByteSize(bytes);
    return config
        .belady()
        .memory()
        .map(budget -> budget.withMemory(memory))
        .orElse(
            new MemoryBudget(
                memory,
                MemoryBudget.Store.FILE,
                "",
                Optional.empty(),
                false,
                0,
                0,
                new EvictionSpec.Lookahead(),
                "",
                ""));
  }

  /// What the second half of the batches moves.
  private static final class Moves {
    private double readRows;
    private double readBytes;
    private double writtenBytes;
    private double readPages;
    private double rewrittenPages;

    /// Adds a table.
    void add(List<int[]> batches, LookaheadConfig planned, long recordBytes) {
      LookaheadPlanner planner = new LookaheadPlanner(planned, PinnedRows.NONE);
      BatchPlan plan = new BatchPlan();
      long read = 0;
      long written = 0;
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
        for (int m = 0; m < plan.moveCount() && b >= batches.size() / 2; m++) {
          read += plan.moveUses(m) > 0 ? 1 : 0;
          written += plan.victimDirty(m) ? 1 : 0;
        }
      }
      int slots = FileRowStore.slotsPerGroup(recordBytes);
      double pages = (double) FileRowStore.groupBytes(recordBytes) / FileRowStore.PAGE_BYTES;
      readRows += read;
      readBytes += read * recordBytes;
      writtenBytes += written * recordBytes;
      readPages += read * pages;
      int freeSlots = (slots + 1) / 2;
      rewrittenPages += written * pages / freeSlots;
    }
  }

  private MemoryEstimate residentEstimate() {
    return estimate(hotLook(Optional.empty()), null, 0);
  }

  private MemoryEstimate estimate(HotLook hot, @Nullable FrameSplit split, int depth) {
    List<MemoryEstimate.TableUse> uses = new ArrayList<>();
    for (int t = 0; t < look.tables().size(); t++) {
      DataLook.TableLook table = look.tables().get(t);
      uses.add(
          new MemoryEstimate.TableUse(
              look.model().tables().get(t).spec(),
              look.recordBytes(t),
              look.expectedRows(t),
              look.model().tables().get(t).indexBytes(look.rowsOfHalf(t), look.expectedRows(t)),
              (double) table.keys / look.batches(),
              (double) table.distinct / look.batches(),
              split == null ? -1 : split.frames().get(t),
              hot.hotRows(t),
              hot.usedHotRows(t)));
    }
    long countBytes = hotSets == null ? 0 : hotSets.countBytes();
    return MemoryEstimate.of(look.model(), threads, uses, depth, countBytes);
  }

  /// What any batch needs, whatever its keys, and the hot rows.
  private long safeBytes() {
    long bytes = look.size().mostBatchBytes(look.model().tables());
    Optional<PopularitySpec> popularity = config.belady().popularity();
    if (hotSets == null || popularity.isEmpty()) {
      return bytes;
    }
    return hotSets.dependOnMemory()
        ? HotSets.withPartForHotRows(bytes)
        : bytes + hotLook(Optional.empty()).hotBytes();
  }

  /// The files as long as they are after many writes: about halfway between full groups and the
  /// most.
  private long expectedStoreBytes() {
    long bytes = 0;
    for (int t = 0; t < look.tables().size(); t++) {
      long rows = look.expectedRows(t);
      long packed = FileRowStore.packedBytes(rows, look.recordBytes(t));
      long most = FileRowStore.mostBytes(rows, look.recordBytes(t), 0);
      bytes += (packed + Math.max(packed, most)) / 2;
    }
    return bytes;
  }

  private Path folder() {
    String folder = config.belady().memory().map(MemoryBudget::folder).orElse("");
    return Path.of(folder.isEmpty() ? System.getProperty("java.io.tmpdir", ".") : folder);
  }
}
