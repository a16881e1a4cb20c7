// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.memory.MachineMemory;
import dev.belady.report.Figures;
import dev.belady.tier.DiskProbe;
import dev.belady.train.MemoryEstimate;
import dev.belady.train.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A [RunPlan] for people and for programs.
final class PlanText {
  private final ModelConfig config;
  private final RunPlan plan;
  private final @Nullable Double speed;

  /// @param speed samples per second with all rows in memory, where it is known
  PlanText(ModelConfig config, RunPlan plan, @Nullable Double speed) {
    this.config = config;
    this.plan = plan;
    this.speed = speed;
  }

  /// The plan as text.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        config.file()
            + ": looked at the keys of "
            + (plan.complete() ? "all " : "the first ")
            + Figures.grouped(plan.batches())
            + " batches ("
            + Figures.grouped(plan.samples())
            + " samples)"
            + (plan.complete() ? "" : "; numbers marked ~ are extrapolated from them"));
    lines.add("");
    lines.addAll(tables());
    lines.add("");
    lines.addAll(memory());
    leftOut().ifPresent(what -> lines.add("left out: " + what));
    lines.add("");
    lines.addAll(budgets());
    lines.add("");
    lines.addAll(disk());
    lines.add("");
    lines.add("advice: " + advice());
    return lines;
  }

  /// What of `belady.popularity` the plan knows nothing of.
  private Optional<String> leftOut() {
    return config
        .belady()
        .popularity()
        .filter(popularity ->
            popularity.schedule() != PopularitySpec.Schedule.KEEP_ORDER
                || popularity.recalibrate() > 0)
        .map(popularity ->
            popularity.recalibrate() > 0
                ? "hot rows are those of the beginning, though recalibrate chooses others"
                : "batches are in the order of the data, though the schedule changes it");
  }

  private String about() {
    return plan.complete() ? "" : "~";
  }

  private List<String> tables() {
    TextTable table =
        new TextTable(
            "table",
            ">dim",
            ">rows seen",
            ">rows of the run",
            ">weights",
            ">optimizer",
            ">distinct rows a batch",
            ">most");
    for (RunPlan.Table row : plan.tables()) {
      table.add(
          row.name(),
          Integer.toString(row.dim()),
          Figures.grouped(row.seenRows()),
          about() + Figures.grouped(row.rows()),
          about() + Figures.bytes(row.weightBytes()),
          about() + Figures.bytes(row.stateBytes()),
          Figures.grouped(Math.round(row.meanDistinct())),
          Figures.grouped(row.mostDistinct()));
    }
    return table.lines();
  }

  private List<String> memory() {
    MemoryEstimate estimate = plan.configured();
    TextTable table = new TextTable("memory of the process", ">bytes");
    for (MemoryEstimate.Item item : estimate.items()) {
      table.add(item.name(), about() + Figures.bytes(item.bytes()));
    }
    table.add("peak", about() + Figures.bytes(estimate.total()));
    List<String> lines = new ArrayList<>(table.lines());
    if (plan.budget() == null) {
      lines.add(
          "with all rows in memory" + (isTooSmall() ? ", because the budget is too small" : ""));
    } else {
      lines.add(
          "with belady.memory="
              + config.belady().memory().orElseThrow().memory()
              + "; with all rows in memory "
              + about()
              + Figures.bytes(plan.resident().total()));
    }
    return lines;
  }

  private List<String> budgets() {
    boolean hot = config.belady().popularity().isPresent();
    TextTable table =
        new TextTable(
            ">belady.memory",
            hot ? ">frames (hot)" : ">frames",
            ">look-ahead",
            ">found",
            ">first use",
            ">brought back",
            ">read a batch",
            ">written a batch",
            ">process",
            "disk");
    for (RunPlan.Budget budget : plan.budgets()) {
      table.add(
          Figures.bytes(budget.bytes()),
          Figures.grouped(budget.frames())
              + (hot ? " (" + Figures.grouped(budget.hotRows()) + ")" : ""),
          Integer.toString(budget.depth()) + (budget.splitsAnew() ? "*" : ""),
          percent(budget.hitRate()),
          percent(budget.newRate()),
          percent(1 - budget.hitRate() - budget.newRate()),
          Figures.bytes(Math.round(budget.readBytes())),
          Figures.bytes(Math.round(budget.writtenBytes())),
          about() + Figures.bytes(budget.processBytes()),
          disk(budget));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add(
        "found by the planner on batches "
            + (plan.batches() / 2 + 1)
            + " to "
            + plan.batches()
            + ", as parts of their distinct rows; a row that comes back after a longer time counts"
            + " as a first use");
    if (plan.budgets().stream().anyMatch(RunPlan.Budget::splitsAnew)) {
      lines.add(
          "* the frames are split anew for some batches, which is slower than the figures say");
    }
    lines.add(
        "smallest budget for these batches: "
            + plan.leastBytes()
            + "B"
            + (plan.complete() ? ", which is every batch of the run" : "")
            + "; no batch can need more than "
            + Figures.bytes(plan.safeBytes()));
    return lines;
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * part);
  }

  private String disk(RunPlan.Budget budget) {
    DiskProbe disk = plan.disk();
    if (disk == null) {
      return "not measured";
    }
    double limit = config.solver().batchSize() / budget.diskSeconds(disk);
    if (budget.readPages() == 0 && budget.rewrittenPages() == 0) {
      return "idle";
    }
    String most = "at most " + Figures.count(limit) + " samples/s";
    if (speed == null) {
      return most;
    }
    return limit >= speed ? "keeps up" : most;
  }

  private List<String> disk() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "store: "
            + about()
            + Figures.bytes(plan.storeBytes())
            + " expected in "
            + plan.folder()
            + ", "
            + (plan.mostStoreBytes().isPresent()
                ? "never more than " + Figures.bytes(plan.mostStoreBytes().getAsLong())
                : "nobody knows how much at most")
            + ", free "
            + Figures.bytes(plan.freeBytes())
            + room());
    DiskProbe disk = plan.disk();
    if (disk != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "disk, %d threads: reads %s pages/s, fills up %s pages/s; writes %s/s in order%s; each"
                  + " row read is taken to be a page, and pages that are filled up to be half empty",
              disk.threads(),
              Figures.count(disk.readPagesPerSecond()),
              Figures.count(disk.rewrittenPagesPerSecond()),
              Figures.bytes(Math.round(disk.writeBytesPerSecond())),
              disk.cached() ? " (the system's cache, not the disk)" : ""));
    }
    lines.add(
        speed == null
            ? "time per batch: unknown without --speed"
            : "time per batch: "
                + String.format(Locale.ROOT, "%.1f ms", 1000 * config.solver().batchSize() / speed)
                + " at "
                + Figures.count(speed)
                + " samples/s, and more where the disk is slower");
    return lines;
  }

  /// What a run would say of the free space before it starts.
  private String room() {
    if (plan.storeBytes() > plan.freeBytes()) {
      return ": too little";
    }
    return plan.mostStoreBytes().orElse(0) > plan.freeBytes()
        ? ": a run starts only with belady.store_limit, which says what it may take"
        : "";
  }

  private boolean isTooSmall() {
    return config
        .belady()
        .memory()
        .map(MemoryBudget::memory)
        .filter(memory -> memory.bytes() < plan.leastBytes())
        .isPresent();
  }

  /// One sentence.
  private String advice() {
    if (isTooSmall()) {
      return "belady.memory must be at least " + plan.leastBytes() + "B.";
    }
    long available = MachineMemory.now().map(MachineMemory::bytes).orElse(Long.MAX_VALUE);
    if (plan.resident().total() < 0.9 * available) {
      return "all rows fit in memory ("
          + Figures.bytes(plan.resident().total())
          + " of "
          + Figures.bytes(available)
          + "): no belady.memory is needed.";
    }
    RunPlan.Budget best = null;
    for (RunPlan.Budget budget : plan.budgets()) {
      boolean fits = budget.processBytes() < 0.9 * available;
      if (fits && (best == null || budget.hitRate() > best.hitRate() + 0.001)) {
        best = budget;
      }
    }
    if (best == null) {
      return "the machine has too little memory for the smallest budget: available="
          + Figures.bytes(available)
          + ".";
    }
    return "set belady.memory="
        + (best.bytes() >> 20)
        + "MiB: "
        + percent(best.hitRate() + best.newRate())
        + " of the rows need not be read, and the process takes "
        + Figures.bytes(best.processBytes())
        + ".";
  }

  /// The plan as one line of JSON.
  String json() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("config", config.file())
        .put("batches", plan.batches())
        .put("samples", plan.samples())
        .put("complete", plan.complete());
    leftOut().ifPresent(what -> json.put("left_out", what));
    ArrayNode tables = json.putArray("tables");
    for (RunPlan.Table table : plan.tables()) {
      tables
          .addObject()
          .put("name", table.name())
          .put("dim", table.dim())
          .put("record_bytes", table.recordBytes())
          .put("seen_rows", table.seenRows())
          .put("rows", table.rows())
          .put("weight_bytes", table.weightBytes())
          .put("state_bytes", table.stateBytes())
          .put("mean_distinct", table.meanDistinct())
          .put("most_distinct", table.mostDistinct());
    }
    ObjectNode memory = json.putObject("memory");
    plan.configured().items().forEach(item -> memory.put(item.name(), item.bytes()));
    json.put("peak_bytes", plan.configured().total())
        .put("resident_peak_bytes", plan.resident().total())
        .put("least_bytes", plan.leastBytes())
        .put("safe_bytes", plan.safeBytes());
    ArrayNode budgets = json.putArray("budgets");
    for (RunPlan.Budget budget : plan.budgets()) {
      ObjectNode node =
          budgets
              .addObject()
              .put("bytes", budget.bytes())
              .put("lookahead", budget.depth())
              .put("issue_distance", budget.issueDistance())
              .put("frames", budget.frames())
              .put("hot_rows", budget.hotRows())
              .put("hit_rate", budget.hitRate())
              .put("first_use_rate", budget.newRate())
              .put("splits_anew", budget.splitsAnew())
              .put("read_bytes_per_batch", budget.readBytes())
              .put("written_bytes_per_batch", budget.writtenBytes())
              .put("process_bytes", budget.processBytes());
      if (plan.disk() != null) {
        node.put("disk_seconds_per_batch", budget.diskSeconds(plan.disk()));
      }
    }
    json.put("store_folder", plan.folder().toString())
        .put("store_bytes", plan.storeBytes())
        .put("free_bytes", plan.freeBytes());
    plan.mostStoreBytes().ifPresent(bytes -> json.put("most_store_bytes", bytes));
    DiskProbe disk = plan.disk();
    if (disk != null) {
      json.putObject("disk")
          .put("write_bytes_per_second", disk.writeBytesPerSecond())
          .put("read_pages_per_second", disk.readPagesPerSecond())
          .put("rewritten_pages_per_second", disk.rewrittenPagesPerSecond())
          .put("threads", disk.threads())
          .put("cached", disk.cached());
    }
    json.put("advice", advice());
    return json.toString();
  }
}
