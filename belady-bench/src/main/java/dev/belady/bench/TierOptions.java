// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the benchmark of budgets runs, from arguments `name=value`, lists with commas.
///
/// @param workloads the models, `workloads=RMC2,RMC3`
/// @param keys how keys are drawn, `keys=zipf,steep_zipf`
/// @param optimizers `optimizers=sgd,adagrad`
/// @param percents the budgets in percent of the bytes of all rows, `percents=20,5,1`
/// @param stores `stores=memory,file,direct`, the last being files past the page cache
/// @param batch samples of a step, `batch=2048`
/// @param threads computing threads, `threads=2`
/// @param ioThreads of the stores, `io_threads=0`, which is the default
/// @param rounds sessions of each contender, `rounds=5`
/// @param seconds of the window of a session, `seconds=4`
/// @param leastSamples samples of the data, which a session trains before its window and repeats,
///   `samples=262144`
/// @param shuffle samples of the window in which a pass is shuffled anew, `shuffle=0`, which keeps
///   the order
/// @param directory where data and stores lie, `directory=target/tiers`
record TierOptions(
    List<String> workloads,
    List<String> keys,
    List<String> optimizers,
    List<Double> percents,
    List<String> stores,
    int batch,
    int threads,
    int ioThreads,
    int rounds,
    double seconds,
    long leastSamples,
    int shuffle,
    Path directory) {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("workloads", "RMC2,RMC3"),
          Map.entry("keys", "zipf,steep_zipf"),
          Map.entry("optimizers", "sgd,adagrad"),
          Map.entry("percents", "20,5,1"),
          Map.entry("stores", "memory,file,direct"),
          Map.entry("batch", "2048"),
          Map.entry("threads", "2"),
          Map.entry("io_threads", "0"),
          Map.entry("rounds", "5"),
          Map.entry("seconds", "4"),
          Map.entry("samples", "262144"),
          Map.entry("shuffle", "0"),
          Map.entry("directory", "target/tiers"));

  /// Reads the arguments; what is missing has the value of the record's documentation.
  static TierOptions parse(String... arguments) {
    NamedArguments given = new NamedArguments(DEFAULTS, List.of(arguments));
    return new TierOptions(
        given.list("workloads"),
        given.list("keys"),
        given.list("optimizers"),
        given.list("percents").stream().map(Double::valueOf).toList(),
        given.list("stores"),
        given.integer("batch"),
        given.integer("threads"),
        given.integer("io_threads"),
        given.integer("rounds"),
        given.number("seconds"),
        given.integer("samples"),
        given.integer("shuffle"),
        Path.of(given.text("directory")));
  }

  /// The options of each group of contenders that are compared.
  List<BenchmarkOptions> groups() {
    List<BenchmarkOptions> groups = new ArrayList<>();
    for (String workload : workloads) {
      for (String law : keys) {
        for (String optimizer : optimizers) {
          groups.add(
              BenchmarkOptions.parse(
                  new String[] {
                    "workload=" + workload,
                    "keys=" + law,
                    "optimizer=" + optimizer,
                    "batch=" + batch,
                    "threads=" + threads,
                    "samples=" + leastSamples,
                    "directory=" + directory
                  }));
        }
      }
    }
    return groups;
  }
}
