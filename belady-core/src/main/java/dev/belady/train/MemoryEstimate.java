// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.config.SolverSpec;
import dev.belady.data.BatchReader;
import dev.belady.data.ReaderOptions;
import dev.belady.data.SparseInput;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.TableSpec;
import dev.belady.memory.IntPages;
import dev.belady.memory.RowArena;
import dev.belady.model.BatchBuffers;
import dev.belady.model.Model;
import dev.belady.nn.BatchStatisticsLayer;
import dev.belady.popularity.HotTable;
import dev.belady.tier.FileRowStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What of the machine's memory a run takes at its peak, item by item. The formulas follow what the
/// classes allocate; a few numbers are measured, as [#JVM_BYTES] is.
///
/// @param items the parts
public record MemoryEstimate(List<Item> items) {
  /// A part.
  ///
  /// @param name what it is, for people
  /// @param bytes bytes, >= 0
  public record Item(String name, long bytes) {}

  /// What a table needs and holds.
  ///
  /// @param spec the table
  /// @param recordBytes bytes of a row with its state
  /// @param rows rows at the end of the run
  /// @param indexBytes bytes of their keys, and of what is noted of each row
  /// @param keysPerBatch keys of a training batch, mean
  /// @param distinctPerBatch distinct rows of a training batch, mean
  /// @param frames rows that memory holds beside the hot ones; -1 for all
  /// @param hotRows rows that memory holds for good, used or not
  /// @param usedHotRows those of them that are among `rows`
  record TableUse(
      TableSpec spec,
      long recordBytes,
      long rows,
      long indexBytes,
      double keysPerBatch,
      double distinctPerBatch,
      long frames,
      long hotRows,
      long usedHotRows) {
    /// The rows that are not hot.
    private long otherRows() {
      return rows - usedHotRows;
    }
  }

  /// The JVM itself: code, classes, compiled code, stacks, and the young part of its heap, whose
  /// size the launcher sets to 64 MiB. Measured on a run with next to no model.
  static final long JVM_BYTES = 235L << 20;

  /// Counters that doubled, and arrays in which they were ranked, are garbage; the heap grows
  /// before it collects them.
  private static final long COUNT_GARBAGE = 3;

  /// So do the lists in which the hot rows were gathered, which double, and ranked: keys and
  /// counts.
  private static final long CHOICE_GARBAGE = 64;

  /// A batch with twice the samples has about 2 to this power times the distinct rows: between
  /// batches of 2,048 and 8,192 of RMC2 it is 0.78.
  private static final double DISTINCT_GROWTH = 0.8;

  /// Arrays that grow step by step are longer than what is in them, by this factor on average.
  private static final double GROWTH = 1.25;

  /// Up to 256 KiB for each thread that reads and writes files, of which there are 16.
  private static final long STORE_BUFFER_BYTES = 4L << 20;

  /// Copies the list.
  public MemoryEstimate {
    items = List.copyOf(items);
  }

  /// The sum of the parts.
  public long total() {
    return items.stream().mapToLong(Item::bytes).sum();
  }

  /// The estimate of a run.
  ///
  /// @param depth batches known before one is planned; 0 while all rows are in memory
  /// @param countBytes the bytes of the counters of a sample, from which hot rows are chosen
  static MemoryEstimate of(
      Model model, int threads, List<TableUse> tables, int depth, long countBytes) {
    ModelConfig config = model.config();
    boolean framed = depth > 0;
    int batch = config.solver().batchSize();
    List<Item> items = new ArrayList<>();
    items.add(new Item("Java: code, stacks, young heap", JVM_BYTES));
    items.addAll(modelItems(model, threads));
    int batches =
        framed ? Math.max(depth, FrameBudget.FIRST_BATCHES) + 4 : Session.RESOLVED_AHEAD + 1;
    long batchBytes = batchBytes(config, tables, batch);
    items.add(
        new Item(
            "batches read ahead",
            batches * batchBytes
                + BatchReader.bufferBytes(
                    config.data().schema(), Readers.trainOptions(config), batchBytes)));
    items.add(new Item("their rows", batches * resolvedBytes(tables, batch, framed)));
    long index = 0;
    long rows = 0;
    long window = 0;
    long hot = 0;
    for (TableUse table : tables) {
      index += table.indexBytes();
      hot += hotBytes(config, table, framed);
      if (framed) {
        index += 2 * IntPages.bytes(table.rows());
        rows +=
            FrameSplit.bytes(Math.min(table.frames(), table.otherRows()), table.recordBytes())
                + table.hotRows() * table.recordBytes();
        window += (long) (depth * table.distinctPerBatch() * 8 * GROWTH);
      } else {
        rows += arenaBytes(table.hotRows() + table.otherRows(), table.recordBytes());
      }
    }
    if (countBytes > 0) {
      long chosen = tables.stream().mapToLong(TableUse::hotRows).sum();
      items.add(
          new Item(
              "what counting left in the heap",
              COUNT_GARBAGE * countBytes + CHOICE_GARBAGE * chosen));
    }
    if (hot > 0) {
      items.add(new Item("which rows are hot", hot));
    }
    items.add(new Item(framed ? "keys, places and uses of rows" : "keys of rows", index));
    if (framed && config.data().hasEvaluation()) {
      items.addAll(evaluationRows(config, tables));
    }
    if (framed) {
      items.add(new Item("look-ahead window", window));
      items.add(new Item("frames, planner and buffers", rows));
      long places = storeHeapBytes(config, tables);
      if (places > 0) {
        items.add(new Item("places of rows in files", places));
      }
      items.add(new Item("store", storeBytes(config, tables)));
    } else {
      items.add(new Item("rows with optimizer state", rows));
    }
    return new MemoryEstimate(items);
  }

  /// What an evaluation copies of the rows of its largest batch, which it finds anywhere.
  private static List<Item> evaluationRows(ModelConfig config, List<TableUse> tables) {
    double times = (double) config.solver().evaluation().batchSize() / config.solver().batchSize();
    double lists = 0;
    double copies = 0;
    for (TableUse table : tables) {
      double distinct =
          Math.min(
              (double) table.rows(), table.distinctPerBatch() * Math.pow(times, DISTINCT_GROWTH));
      // Keys are sorted; rows are listed with their addresses, once more if they are in the store,
      // and there with slots and checksums.
      lists += 8 * 1.5 * table.keysPerBatch() * times + (2 * 16 * GROWTH + 16) * distinct;
      copies += distinct * table.recordBytes();
    }
    return List.of(
        new Item("lists of rows in evaluations", (long) lists),
        new Item("copies of rows in evaluations", (long) copies));
  }

  /// What it takes to know the hot rows: the hot set, whose keys and counts are in arrays and whose
  /// ranks are in a map, and the places of rows.
  private static long hotBytes(ModelConfig config, TableUse table, boolean framed) {
    Optional<PopularitySpec> popularity = config.belady().popularity();
    if (popularity.isEmpty()) {
      return 0;
    }
    long bytes = HotTable.bytes(table.hotRows());
    if (popularity.get().recalibrate() > 0) {
      bytes += IntPages.bytes(table.rows()) + RankedRows.bytes(table.hotRows());
    }
    return bytes
        + (framed
            ? HotRows.bytes(table.rows(), table.hotRows())
            : EmbeddingTable.layoutBytes(table.rows(), table.hotRows()));
  }

  /// What does not depend on the data.
  static List<Item> modelItems(Model model, int threads) {
    ModelConfig config = model.config();
    SolverSpec solver = config.solver();
    long parameters = model.parameters().length;
    int lanes = ShardPlan.of(solver.batchSize()).lanes();
    // Parameters, states, gradients of the lanes, and weights packed twice.
    long floats = parameters * (1 + model.denseUpdate().states().length + lanes + 2);
    boolean perShard =
        model.network().layers().stream().anyMatch(BatchStatisticsLayer.class::isInstance);
    List<Item> items = new ArrayList<>();
    items.add(new Item("dense parameters, states, gradients", floats * Float.BYTES));
    items.add(
        new Item(
            "workspaces of training",
            workspaceBytes(model, solver.batchSize(), threads, perShard, true)));
    if (config.data().hasEvaluation()) {
      int batch = solver.evaluation().batchSize();
      long samples = (long) batch * Math.max(1, solver.evaluation().batches());
      items.add(
          new Item(
              "evaluation",
              workspaceBytes(model, batch, threads, false, false)
                  + BatchReader.bufferBytes(
                      config.data().schema(),
                      ReaderOptions.ofBatchSize(batch)
                          .withThreads(Readers.threads(config.belady())),
                      batchBytes(config, batch))
                  // Predictions, labels and their order, for the exact AUC.
                  + samples * 16));
    }
    return items;
  }

  private static long workspaceBytes(
      Model model, int batch, int threads, boolean perShard, boolean training) {
    int shard = Math.min(batch, ShardPlan.MAX_SHARD_SAMPLES);
    int workspaces = perShard ? ShardPlan.maxShards(batch) : threads;
    return BatchBuffers.bytes(model.network(), batch, shard, workspaces, training);
  }

  /// The bytes of a batch as it is read, with at most as many keys as a sample can have.
  static long batchBytes(ModelConfig config, int batch) {
    long perSample = 4L * (config.data().label().width() + config.data().dense().width());
    for (SparseInput input : config.data().sparse()) {
      perSample += 4L * input.slots() + 8L * input.maxKeysPerSample();
    }
    return perSample * batch;
  }

  private static long batchBytes(ModelConfig config, List<TableUse> tables, int batch) {
    long bytes = 4L * (config.data().label().width() + config.data().dense().width()) * batch;
    for (TableUse table : tables) {
      bytes += (long) (4L * table.spec().slots() * batch + 8 * GROWTH * table.keysPerBatch());
    }
    return bytes;
  }

  private static long resolvedBytes(List<TableUse> tables, int batch, boolean framed) {
    double bytes = 0;
    for (TableUse table : tables) {
      // Bags, rows, distinct rows, bags of the occurrences; moves have 26 bytes each.
      bytes += 4 * GROWTH * (table.spec().slots() * (double) batch + 3 * table.keysPerBatch());
      bytes += 4 * GROWTH * table.distinctPerBatch();
      bytes += framed ? 26 * 1.5 * table.distinctPerBatch() : 0;
    }
    return (long) bytes;
  }

  /// What rows take in an arena: whole huge pages at the end.
  private static long arenaBytes(long rows, long recordBytes) {
    return rows * recordBytes + Math.min(rows * recordBytes, RowArena.HUGE_PAGE_BYTES / 2);
  }

  private static MemoryBudget.Store store(ModelConfig config) {
    return config.belady().memory().map(MemoryBudget::store).orElse(MemoryBudget.Store.FILE);
  }

  /// What a store keeps in the heap of the rows that do not fit in memory.
  private static long storeHeapBytes(ModelConfig config, List<TableUse> tables) {
    return switch (store(config)) {
      case FILE ->
          tables.stream()
              .filter(table -> table.frames() < table.rows())
              .mapToLong(table -> FileRowStore.heapBytes(table.rows(), table.recordBytes()))
              .sum();
      case MEMORY -> 0;
    };
  }

  /// What it has outside: buffers of the threads that read and write, or the rows.
  private static long storeBytes(ModelConfig config, List<TableUse> tables) {
    return switch (store(config)) {
      case FILE -> STORE_BUFFER_BYTES;
      case MEMORY ->
          tables.stream()
              .filter(table -> table.frames() < table.rows())
              .mapToLong(table -> arenaBytes(table.rows(), table.recordBytes()))
              .sum();
    };
  }
}
