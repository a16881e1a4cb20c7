// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.KernelProvider;
import dev.belady.metrics.MetricValue;
import dev.belady.train.Session;
import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What the order of hot and cold inputs does to the quality of a model: AUC and log loss of
/// schedules beside those of the order of the data, over several seeds.
///
///     java -cp benchmarks.jar dev.belady.bench.AccuracyStudy workloads=rmc2 seeds=3
///
/// Kernels are compared in the same way: `keep-order+bf16` is the order of the data with the kernels
/// that `belady.kernels=bf16` chooses.
///
/// A seed decides the samples, the planted model behind their labels, and the first parameters; all
/// orders train the same samples of a seed from the same parameters. So differences are taken seed
/// by seed.
final class AccuracyStudy {
  private static final String KEEP_ORDER = "keep-order";
  private static final int SMALL_FIELD_BYTES = 1 << 16;

  /// What the command line asked for.
  private static final String KERNELS = System.getProperty(KernelProvider.PROPERTY, "");

  private final AccuracyOptions options;

  private final Path examples;

  /// @param examples the folder of the models
  AccuracyStudy(AccuracyOptions options, Path examples) {
    this.options = options;
    this.examples = examples;
  }

  /// How one run ended.
  ///
  /// @param auc of the last evaluation
  /// @param logLoss of the last evaluation
  /// @param bestAuc the AUC of the planted model
  /// @param hotInputs the part of the inputs that are hot; 0 without a schedule
  /// @param rates the percentages of the rounds, in their order
  record Run(double auc, double logLoss, double bestAuc, double hotInputs, List<Integer> rates) {}

  /// Runs with the arguments of [AccuracyOptions] and prints a table.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    AccuracyOptions options = AccuracyOptions.parse(arguments);
    AccuracyStudy study = new AccuracyStudy(options, Path.of("examples"));
    System.out.println(heading());
    for (String workload : options.workloads()) {
      study.lines(workload).forEach(System.out::println);
    }
  }

  /// The heading of [#lines].
  static String heading() {
    return String.format(
        Locale.ROOT,
        "%-6s %-14s %5s %17s %26s %17s %26s  %s",
        "model",
        "order",
        "hot",
        "AUC",
        "difference, 95%",
        "log loss",
        "difference, 95%",
        "rates of the first seed");
  }

  /// The table of one workload, a line for each order.
  List<String> lines(String workload) throws IOException, InterruptedException {
    List<List<Run>> runs = new ArrayList<>();
    for (String order : options.orders()) {
      List<Run> ofOrder = new ArrayList<>();
      for (int seed = 1; seed <= options.seeds(); seed++) {
        ofOrder.add(run(workload, order, seed));
      }
      runs.add(ofOrder);
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      lines.add(line(workload, options.orders().get(i), runs.get(i), runs.getFirst()));
    }
    for (int i = 1; i < runs.size(); i++) {
      if (options.orders().get(i).contains("+")) {
        lines.add(spread(workload, options.orders().get(i), runs.get(i), runs.getFirst()));
      }
    }
    double best = FewValues.of(values(runs.getFirst(), Run::bestAuc)).mean();
    lines.add(
        String.format(Locale.ROOT, "%-6s %-14s %5s %8.5f", workload, "best reachable", "", best));
    return lines;
  }

  private static String line(String workload, String order, List<Run> runs, List<Run> base) {
    Run first = runs.getFirst();
    return String.format(
        Locale.ROOT,
        "%-6s %-14s %4.1f%% %s %s %s %s  %s",
        workload,
        order,
        100 * FewValues.of(values(runs, Run::hotInputs)).mean(),
        meanOf(values(runs, Run::auc)),
        difference(values(runs, Run::auc), values(base, Run::auc)),
        meanOf(values(runs, Run::logLoss)),
        difference(values(runs, Run::logLoss), values(base, Run::logLoss)),
        first.rates().stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  /// Whether a mean AUC is between the AUCs of the first order.
  private String spread(String workload, String order, List<Run> runs, List<Run> base) {
    double mean = FewValues.of(values(runs, Run::auc)).mean();
    double least = Arrays.stream(values(base, Run::auc)).min().orElseThrow();
    double most = Arrays.stream(values(base, Run::auc)).max().orElseThrow();
    return String.format(
        Locale.ROOT,
        "%-6s %-14s mean AUC %.5f is %s %.5f to %.5f of %s",
        workload,
        order,
        mean,
        mean >= least && mean <= most ? "within" : "NOT within",
        least,
        most,
        options.orders().getFirst());
  }

  private static double[] values(List<Run> runs, ToDoubleFunction<Run> value) {
    return runs.stream().mapToDouble(value).toArray();
  }

  private static String meanOf(double[] values) {
    FewValues few = FewValues.of(values);
    return String.format(Locale.ROOT, "%8.5f ~%7.5f", few.mean(), few.deviation());
  }

  private static String difference(double[] values, double[] base) {
    FewValues few = FewValues.ofDifferences(values, base);
    return String.format(Locale.ROOT, "%+8.5f %+8.5f:%+8.5f", few.mean(), few.low(), few.high());
  }

  private Run run(String workload, String orderAndKernels, int seed)
      throws IOException, InterruptedException {
    String[] parts = orderAndKernels.split("\\+", 2);
    String order = parts[0];
    System.setProperty(KernelProvider.PROPERTY, parts.length > 1 ? parts[1] : KERNELS);
    Files.createDirectories(options.directory());
    Path prefix =
        options
            .directory()
            .resolve(
                String.format(
                    Locale.ROOT, "%s-%s-%d", workload, orderAndKernels.replace(':', '-'), seed));
    ModelConfig config = config(workload, order, seed, prefix);
    TrainingEvent.Finished finished;
    try (Session session = Session.open(config)) {
      finished = new TrainingLoop(session, _ -> {}).run();
    }
    ScheduleFile schedule =
        order.equals(KEEP_ORDER) ? ScheduleFile.NONE : ScheduleFile.beside(prefix.toString());
    Double best = finished.bestReachableAuc();
    Run run =
        new Run(
            value(finished.metrics(), "AUC"),
            value(finished.metrics(), "LogLoss"),
            best == null ? Double.NaN : best,
            schedule.hotInputs(),
            schedule.rates());
    System.err.printf(Locale.ROOT, "%s %s seed %d: %s%n", workload, orderAndKernels, seed, run);
    return run;
  }

  private static double value(List<MetricValue> metrics, String name) {
    return metrics.stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private ModelConfig config(String workload, String order, int seed, Path prefix) {
    Path file = examples.resolve(workload + ".json");
    ModelConfig original = ConfigFile.read(file, ConfigOverrides.none());
    List<Long> sizes =
        original.data().slotSizes().stream()
            .map(size -> Math.min(size, options.tableRows()))
            .toList();
    List<String> settings =
        new ArrayList<>(
            List.of(
                "solver.max_iter=null",
                "solver.num_epochs=" + options.passes(),
                "solver.batchsize=" + options.batch(),
                "solver.batchsize_eval=8192",
                "solver.eval_interval=0",
                "solver.eval_batches=0",
                "solver.seed=" + seed,
                "solver.snapshot_prefix=" + prefix,
                "optimizer=" + options.optimizer().json().replace('\'', '"'),
                String.format(
                    Locale.ROOT,
                    "optimizer.%s_hparam.learning_rate=%s",
                    options.optimizer().name().toLowerCase(Locale.ROOT),
                    options.learningRate()),
                "data.slot_size_array=" + sizes,
                "data.num_samples=" + options.samples(),
                "data.eval_num_samples=" + options.testSamples(),
                "data.options.seed=" + seed,
                "layers.embedding.sparse_embedding_hparam.slot_size_array=" + sizes,
                "belady.report=false",
                "belady.save_final_model=false",
                "belady.threads=" + options.threads()));
    if (!order.equals(KEEP_ORDER)) {
      String[] parts = order.split(":", 2);
      long rows = sizes.stream().mapToLong(Long::longValue).sum();
      long floats =
          rows
              * original.embeddings().getFirst().vectorSize()
              * (1L + options.optimizer().states());
      long budget = (long) (floats * Float.BYTES * options.hotPercent() / 100);
      settings.add("belady.popularity.schedule=" + parts[0]);
      settings.add("belady.popularity.budget=" + budget + "B");
      settings.add("belady.popularity.small_tables=" + SMALL_FIELD_BYTES + "B");
      if (parts.length > 1) {
        settings.add("belady.popularity.rate=" + parts[1]);
      }
    }
    return ConfigFile.read(file, ConfigOverrides.of(settings));
  }
}
