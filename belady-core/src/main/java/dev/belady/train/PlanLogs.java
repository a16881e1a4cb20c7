// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.ConfigException;
import dev.belady.config.EvictionSpec;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.data.DataException;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.lookahead.BatchPlanner;
import dev.belady.lookahead.LookaheadConfig;
import dev.belady.popularity.HotSet;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The logs of the plans of a run: where those that it makes go, and where those come from that it
/// repeats. Either may be missing. The planner thread works with them; the trainer's thread says
/// how far it is.
final class PlanLogs implements AutoCloseable {
  private final @Nullable PlanLogReader reader;
  private final @Nullable PlanLogWriter writer;

  private PlanLogs(@Nullable PlanLogReader reader, @Nullable PlanLogWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /// No logs.
  static PlanLogs none() {
    return new PlanLogs(null, null);
  }

  /// Opens those that a budget names.
  ///
  /// @param depth batches known before one is planned
  /// @param tables as they are before the first batch
  /// @param hotSet the hot rows; null for none
  /// @param samples the samples that the run goes on behind
  /// @throws ConfigException when the log to repeat was made from something else
  /// @throws DataException when it is missing or damaged, or one cannot be written
  static PlanLogs open(
      ModelConfig config,
      MemoryBudget budget,
      int depth,
      List<EmbeddingTable> tables,
      @Nullable HotSet hotSet,
      long samples) {
    ObjectNode header = header(config, budget, depth, tables, hotSet, samples);
    PlanLogReader reader = null;
    if (!budget.planReplay().isEmpty()) {
      reader = PlanLogReader.open(Path.of(budget.planReplay()), header, tables.size(), depth);
    }
    try {
      return new PlanLogs(
          reader,
          budget.planLog().isEmpty()
              ? null
              : PlanLogWriter.begin(Path.of(budget.planLog()), header, tables.size()));
    } catch (RuntimeException e) {
      if (reader != null) {
        reader.close();
      }
      throw e;
    }
  }

  /// What plans are made from, but for the keys.
  private static ObjectNode header(
      ModelConfig config,
      MemoryBudget budget,
      int depth,
      List<EmbeddingTable> tables,
      @Nullable HotSet hotSet,
      long samples) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("policy", describe(budget.eviction()))
        .put("lookahead", depth)
        .put("memory", new ByteSize(budget.memory().bytes()).toString())
        .put("batchsize", config.solver().batchSize())
        .put("tables", tables.stream().map(PlanLogs::describe).collect(Collectors.joining(", ")))
        .put("hot_set", hotSet == null ? "none" : Long.toHexString(hotSet.checksum()))
        .put("recalibrate", config.belady().popularity().map(PopularitySpec::recalibrate).orElse(0))
        .put("samples", samples);
  }

  private static String describe(EvictionSpec eviction) {
    return switch (eviction) {
      case EvictionSpec.Lookahead it -> it.name().jsonName();
      case EvictionSpec.WindowInstall it ->
          it.name().jsonName()
              + " (policy_sets="
              + it.mostSets()
              + ", policy_ways="
              + it.ways()
              + ", policy_seed="
              + it.seed()
              + ")";
    };
  }

  private static String describe(EmbeddingTable table) {
    return table.spec().name()
        + " (rows of "
        + table.layout().floats() * Float.BYTES
        + " bytes, "
        + table.rows()
        + " at first)";
  }

  /// The planner of a table: one that repeats plans, or else the one that `made` makes; logged or
  /// not.
  ///
  /// @param keys from rows to keys
  BatchPlanner planner(
      int table, LookaheadConfig config, LongUnaryOperator keys, Supplier<BatchPlanner> made) {
    BatchPlanner planner = reader == null ? made.get() : reader.planner(table, config, keys);
    return writer == null ? planner : writer.logged(table, planner, keys);
  }

  /// The split of the frames: the recorded one, or else the one that `made` makes, which may be
  /// none.
  @Nullable FrameSplit split(Supplier<@Nullable FrameSplit> made) {
    FrameSplit split = made.get();
    if (reader != null && reader.splitsNext()) {
      split = reader.nextSplit();
    }
    if (writer != null && split != null) {
      writer.split(split);
    }
    return split;
  }

  /// Whether the frames must be split anew before the next batch.
  ///
  /// @param fits whether they do for the batch; a replay does what the recorded run did
  boolean splitsNext(boolean fits) {
    return reader == null ? !fits : reader.splitsNext();
  }

  /// Says that the next batch has been planned in all tables.
  void planned() {
    if (writer != null) {
      writer.planned();
    }
  }

  /// Says that one more batch has been trained. Any thread may.
  void trained() {
    if (writer != null) {
      writer.trained();
    }
  }

  /// Completes the log; the planner thread must have ended.
  ///
  /// @throws DataException when it cannot be written
  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
    if (writer != null) {
      writer.close();
    }
  }
}
