// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
  private static final Set<String> NAMES =
      new TreeSet<>(
          List.of(
              "workload",
              "dropout",
              "batch",
              "optimizer",
              "keys",
              "threads",
              "warmup",
              "seconds",
              "windows",
              "samples",
              "directory"));

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
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 0 || !NAMES.contains(argument.substring(0, equals))) {
        throw new IllegalArgumentException(
            "an argument must be name=value with a name of " + NAMES + ": " + argument);
      }
      given.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    Timing timing =
        new Timing(
            Double.parseDouble(given.getOrDefault("warmup", "15")),
            Double.parseDouble(given.getOrDefault("seconds", "4")),
            Integer.parseInt(given.getOrDefault("windows", "5")));
    Workload workload = Workload.of(given.getOrDefault("workload", "RMC2"));
    if (given.containsKey("dropout")) {
      workload = workload.withDropout(Double.parseDouble(given.get("dropout")));
    }
    return new BenchmarkOptions(
        workload,
        Integer.parseInt(given.getOrDefault("batch", "2048")),
        RowOptimizer.valueOf(upperCase(given.getOrDefault("optimizer", "sgd"))),
        KeyLaw.valueOf(upperCase(given.getOrDefault("keys", "zipf"))),
        Integer.parseInt(given.getOrDefault("threads", "2")),
        timing,
        Long.parseLong(given.getOrDefault("samples", "524288")),
        Path.of(given.getOrDefault("directory", "target/steps")));
  }

  /// The samples of the data file: full batches.
  long samples() {
    return Math.max(LEAST_STEPS, Math.ceilDiv(leastSamples, batch)) * batch;
  }

  private static String upperCase(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
