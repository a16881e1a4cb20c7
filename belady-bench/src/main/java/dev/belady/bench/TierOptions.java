// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
    Path directory) {
  private static final List<String> NAMES =
      List.of(
          "workloads",
          "keys",
          "optimizers",
          "percents",
          "stores",
          "batch",
          "threads",
          "io_threads",
          "rounds",
          "seconds",
          "samples",
          "directory");

  /// Reads the arguments; what is missing has the value of the record's documentation.
  static TierOptions parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (parts.length < 2 || !NAMES.contains(parts[0])) {
        throw new IllegalArgumentException(
            "an argument must be name=value with a name of " + NAMES + ": " + argument);
      }
      given.put(parts[0], parts[1]);
    }
    return new TierOptions(
        list(given.getOrDefault("workloads", "RMC2,RMC3")),
        list(given.getOrDefault("keys", "zipf,steep_zipf")),
        list(given.getOrDefault("optimizers", "sgd,adagrad")),
        list(given.getOrDefault("percents", "20,5,1")).stream().map(Double::valueOf).toList(),
        list(given.getOrDefault("stores", "memory,file,direct")),
        Integer.parseInt(given.getOrDefault("batch", "2048")),
        Integer.parseInt(given.getOrDefault("threads", "2")),
        Integer.parseInt(given.getOrDefault("io_threads", "0")),
        Integer.parseInt(given.getOrDefault("rounds", "5")),
        Double.parseDouble(given.getOrDefault("seconds", "4")),
        Long.parseLong(given.getOrDefault("samples", "262144")),
        Path.of(given.getOrDefault("directory", "target/tiers")));
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

  private static List<String> list(String text) {
    return Arrays.asList(text.split(",", -1));
  }
}
