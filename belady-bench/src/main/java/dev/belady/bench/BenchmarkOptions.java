// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a benchmark of training steps runs, from arguments `name=value`.
///
/// @param workload the model, `workload=RMC2`; `dropout=0` leaves its dropouts out
/// @param batch samples of a step, `batch=2048`
/// @param optimizer `optimizer=sgd`, `adagrad` or `adam`
/// @param keys how keys are drawn, `keys=zipf`, `steep_zipf` or `uniform`
/// @param threads computing threads, `threads=2`
/// @param timing `warmup=15 seconds=4 windows=5`
/// @param leastSamples samples of the data, which a run repeats, `samples=524288`
/// @param directory where data and first values lie, `directory=...`; made when missing
record BenchmarkOptions(
    Workload workload,
    int batch,
    RowOptimizer optimizer,
    KeyLaw keys,
    int threads,
    Timing timing,
    long leastSamples,
    Path directory) {
  private static final int LEAST_STEPS = 32;
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("workload", "RMC2"),
          Map.entry("dropout", ""),
          Map.entry("batch", "2048"),
          Map.entry("optimizer", "sgd"),
          Map.entry("keys", "zipf"),
          Map.entry("threads", "2"),
          Map.entry("warmup", "15"),
          Map.entry("seconds", "4"),
          Map.entry("windows", "5"),
          Map.entry("samples", "524288"),
          Map.entry("directory", "target/steps"));

  /// The optimizer of tables and dense parameters, with its HugeCTR settings.
  enum RowOptimizer {
    SGD(0, "{'type':'SGD','update_type':'Local','sgd_hparam':{'learning_rate':0.1}}"),
    ADAGRAD(
        1,
        "{'type':'AdaGrad','update_type':'Local','adagrad_hparam':"
            + "{'learning_rate':0.01,'initial_accu_value':0.01,'epsilon':1e-10}}"),
    ADAM(
        2,
        "{'type':'Adam','update_type':'Local','adam_hparam':"
            + "{'learning_rate':0.001,'beta1':0.9,'beta2':0.999,'epsilon':1e-7}}");

    private final int states;
    private final String json;

    RowOptimizer(int states, String json) {
      this.states = states;
      this.json = json;
    }

    /// The numbers that it keeps for each weight, beside the weight.
    int states() {
      return states;
    }

    /// The `optimizer` object, with single quotes.
    String json() {
      return json;
    }
  }

  /// How the keys of a table are drawn.
  enum KeyLaw {
    ZIPF(1.05),
    STEEP_ZIPF(1.2),
    UNIFORM(1e-6);

    private final double exponent;

    KeyLaw(double exponent) {
      this.exponent = exponent;
    }

    /// The exponent of the power law.
    double exponent() {
      return exponent;
    }
  }

  /// How long a run measures.
  ///
  /// @param warmup seconds before the first window
  /// @param seconds of a window
  /// @param windows their number, at least 1
  record Timing(double warmup, double seconds, int windows) {}

  /// Reads the arguments; what is missing has the value of the record's documentation.
  static BenchmarkOptions parse(String[] arguments) {
    NamedArguments given = new NamedArguments(DEFAULTS, List.of(arguments));
    Workload workload = Workload.of(given.text("workload"));
    if (!given.text("dropout").isEmpty()) {
      workload = workload.withDropout(given.number("dropout"));
    }
    return new BenchmarkOptions(
        workload,
        given.integer("batch"),
        RowOptimizer.valueOf(upperCase(given.text("optimizer"))),
        KeyLaw.valueOf(upperCase(given.text("keys"))),
        given.integer("threads"),
        new Timing(given.number("warmup"), given.number("seconds"), given.integer("windows")),
        given.integer("samples"),
        Path.of(given.text("directory")));
  }

  /// The samples of the data file: full batches.
  long samples() {
    return Math.max(LEAST_STEPS, Math.ceilDiv(leastSamples, batch)) * batch;
  }

  private static String upperCase(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
