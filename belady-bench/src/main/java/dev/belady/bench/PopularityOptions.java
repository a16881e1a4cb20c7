// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the benchmark of hot rows runs, from arguments `name=value`, lists with commas.
///
/// @param workload the model, `workload=RMC2`
/// @param keys how keys are drawn, `keys=zipf`
/// @param optimizer `optimizer=sgd`
/// @param ways what is compared with all rows in memory,
///   `ways=resident_hot,resident_fae,lookahead,pinned,fae,cdlrm`
/// @param percents the budgets in percent of the bytes of all rows, `percents=5,1`
/// @param stores `stores=memory,file`
/// @param hot the part of a budget that hot rows get, in percent, `hot=25`
/// @param scheduledHot the same under FAE's schedule, `fae_hot=50`
/// @param batch samples of a step, `batch=2048`
/// @param threads computing threads, `threads=2`
/// @param rounds runs of each contender, `rounds=3`
/// @param limit seconds behind which no round ends, 0 for none, `limit=0`
/// @param passes measured passes over the data, behind one that is not, `passes=1`
/// @param samples of a pass, `samples=131072`
/// @param evaluationSamples samples of each evaluation that FAE's schedule asks for,
///   `eval_samples=8192`
/// @param directory where data and stores lie, `directory=target/popularity`
record PopularityOptions(
    String workload,
    String keys,
    String optimizer,
    List<PopularityContender.Way> ways,
    List<Double> percents,
    List<String> stores,
    double hot,
    double scheduledHot,
    int batch,
    int threads,
    int rounds,
    double limit,
    int passes,
    long samples,
    int evaluationSamples,
    Path directory) {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("workload", "RMC2"),
          Map.entry("keys", "zipf"),
          Map.entry("optimizer", "sgd"),
          Map.entry("ways", "resident_hot,resident_fae,lookahead,pinned,fae,cdlrm"),
          Map.entry("percents", "5,1"),
          Map.entry("stores", "memory,file"),
          Map.entry("hot", "25"),
          Map.entry("fae_hot", "50"),
          Map.entry("batch", "2048"),
          Map.entry("threads", "2"),
          Map.entry("rounds", "3"),
          Map.entry("limit", "0"),
          Map.entry("passes", "1"),
          Map.entry("samples", "131072"),
          Map.entry("eval_samples", "8192"),
          Map.entry("directory", "target/popularity"));

  /// Reads the arguments; what is missing has the value of the record's documentation.
  static PopularityOptions parse(String... arguments) {
    NamedArguments given = new NamedArguments(DEFAULTS, List.of(arguments));
    return new PopularityOptions(
        given.text("workload"),
        given.text("keys"),
        given.text("optimizer"),
        given.list("ways").stream().map(PopularityContender.Way::of).toList(),
        given.list("percents").stream().map(Double::valueOf).toList(),
        given.list("stores"),
        given.number("hot"),
        given.number("fae_hot"),
        given.integer("batch"),
        given.integer("threads"),
        given.integer("rounds"),
        given.number("limit"),
        given.integer("passes"),
        given.integer("samples"),
        given.integer("eval_samples"),
        Path.of(given.text("directory")));
  }

  /// What all contenders have in common.
  BenchmarkOptions common() {
    return BenchmarkOptions.parse(
        new String[] {
          "workload=" + workload,
          "keys=" + keys,
          "optimizer=" + optimizer,
          "batch=" + batch,
          "threads=" + threads,
          "samples=" + samples,
          "directory=" + directory
        });
  }

  /// All contenders, all rows in memory first.
  ///
  /// @param tableBytes the bytes of all rows
  List<PopularityContender> contenders(long tableBytes) {
    long first = budget(tableBytes, percents.getFirst());
    List<PopularityContender> contenders = new ArrayList<>();
    for (PopularityContender.Way way : PopularityContender.Way.values()) {
      if (way.isResident() && isWanted(way)) {
        contenders.add(new PopularityContender(way, "", 0, 0, hotBytes(way, first)));
      }
    }
    for (String store : stores) {
      for (double percent : percents) {
        long budget = budget(tableBytes, percent);
        for (PopularityContender.Way way : PopularityContender.Way.values()) {
          if (!way.isResident() && isWanted(way)) {
            contenders.add(
                new PopularityContender(way, store, percent, budget, hotBytes(way, budget)));
          }
        }
      }
    }
    return contenders;
  }

  private boolean isWanted(PopularityContender.Way way) {
    return way == PopularityContender.Way.RESIDENT || ways.contains(way);
  }

  private static long budget(long tableBytes, double percent) {
    return (long) (tableBytes * percent / 100);
  }

  private long hotBytes(PopularityContender.Way way, long budget) {
    return way.hasHotRows() ? (long) (budget * (way.isScheduled() ? scheduledHot : hot) / 100) : 0;
  }
}
