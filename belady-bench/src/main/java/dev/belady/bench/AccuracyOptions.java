// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the comparison of accuracies runs, from arguments `name=value`, lists with commas.
///
/// @param workloads the models, names of files in `examples`, `workloads=rmc2,rmc3,rmc4`
/// @param orders the orders of training, the first being what the others are compared with:
///   `keep-order`, `fae` or `alternate`, with a rate behind a colon, and with the name of kernels
///   behind a plus, `orders=keep-order,fae`
/// @param seeds runs of each, 2 to 10, with seeds 1, 2, ..., `seeds=5`
/// @param samples of a pass, `samples=262144`
/// @param passes `passes=1`
/// @param testSamples samples of an evaluation, `test_samples=65536`
/// @param batch samples of a step, `batch=1024`
/// @param tableRows the most rows of a field, `table_rows=5000`
/// @param hotPercent the budget of the hot set in percent of the bytes of all rows, `hot=30`
/// @param optimizer `optimizer=sgd`, `adagrad` or `adam`
/// @param learningRate `learning_rate=0.05`
/// @param threads computing threads, `threads=2`
/// @param directory for logs, `directory=target/accuracy`
record AccuracyOptions(
    List<String> workloads,
    List<String> orders,
    int seeds,
    long samples,
    int passes,
    int testSamples,
    int batch,
    long tableRows,
    double hotPercent,
    BenchmarkOptions.RowOptimizer optimizer,
    double learningRate,
    int threads,
    Path directory) {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("workloads", "rmc2,rmc3,rmc4"),
          Map.entry("orders", "keep-order,fae"),
          Map.entry("seeds", "5"),
          Map.entry("samples", "262144"),
          Map.entry("passes", "1"),
          Map.entry("test_samples", "65536"),
          Map.entry("batch", "1024"),
          Map.entry("table_rows", "5000"),
          Map.entry("hot", "30"),
          Map.entry("optimizer", "adagrad"),
          Map.entry("learning_rate", "0.05"),
          Map.entry("threads", "2"),
          Map.entry("directory", "target/accuracy"));

  /// Reads the arguments; what is missing has the value of the record's documentation.
  static AccuracyOptions parse(String... arguments) {
    NamedArguments given = new NamedArguments(DEFAULTS, List.of(arguments));
    return new AccuracyOptions(
        given.list("workloads"),
        given.list("orders"),
        given.integer("seeds"),
        given.integer("samples"),
        given.integer("passes"),
        given.integer("test_samples"),
        given.integer("batch"),
        given.integer("table_rows"),
        given.number("hot"),
        BenchmarkOptions.RowOptimizer.valueOf(given.text("optimizer").toUpperCase(Locale.ROOT)),
        given.number("learning_rate"),
        given.integer("threads"),
        Path.of(given.text("directory")));
  }
}
