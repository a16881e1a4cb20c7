// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/// What knowing the popular rows is worth: hot rows together, hot rows in memory for good, and FAE's
/// schedule, beside look-ahead alone, cDLRM's windows, and all rows in memory without any of it, at
/// the same budgets.
///
///     java -cp benchmarks.jar dev.belady.bench.PopularityBenchmark workload=RMC3 percents=5
///
/// Every round runs all contenders, each in a session of its own, and begins with another one. In
/// the first round the state at the end is hashed: contenders that train in one order must end in
/// the same bits.
final class PopularityBenchmark {
  private final PopularityOptions options;
  private final Path data;
  private final List<PopularityContender> contenders;
  private final Map<PopularityContender, List<PopularityRun>> runs = new LinkedHashMap<>();
  private final Map<PopularityContender, String> refusals = new LinkedHashMap<>();

  private PopularityBenchmark(PopularityOptions options, Path data, long tableBytes) {
    this.options = options;
    this.data = data;
    this.contenders = options.contenders(tableBytes);
    contenders.forEach(contender -> runs.put(contender, new ArrayList<>()));
  }

  /// Runs with the arguments of [PopularityOptions].
  public static void main(String[] arguments) throws IOException, InterruptedException {
    run(PopularityOptions.parse(arguments)).forEach(System.out::println);
  }

  /// Compares all contenders.
  ///
  /// @return the lines of the table
  static List<String> run(PopularityOptions options) throws IOException, InterruptedException {
    BenchmarkOptions common = options.common();
    Workload workload = common.workload();
    long rows = workload.tables().stream().mapToLong(Long::longValue).sum();
    long bytes = rows * workload.dim() * (1L + common.optimizer().states()) * Float.BYTES;
    PopularityBenchmark benchmark =
        new PopularityBenchmark(options, WorkloadData.file(common), bytes);
    // Compiles the kernels; what comes after does not begin with them.
    PopularityRun.of(options, benchmark.contenders.getFirst(), benchmark.data, false);
    long start = System.nanoTime();
    double longest = 0;
    for (int round = 0; round < options.rounds(); round++) {
      double before = (System.nanoTime() - start) * 1e-9;
      if (options.limit() > 0 && before + longest > options.limit()) {
        break;
      }
      benchmark.round(round);
      longest = Math.max(longest, (System.nanoTime() - start) * 1e-9 - before);
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, exponent %s, %s: tables of %.1f MB, %,d samples a pass, batches of %d, %d threads",
            workload.name(),
            common.keys().exponent(),
            common.optimizer(),
            bytes * 1e-6,
            common.samples(),
            common.batch(),
            common.threads()));
    lines.addAll(benchmark.table());
    lines.addAll(benchmark.bits());
    return lines;
  }

  private void round(int round) throws IOException, InterruptedException {
    for (int turn = 0; turn < contenders.size(); turn++) {
      PopularityContender contender = contenders.get((turn + round) % contenders.size());
      if (refusals.containsKey(contender)) {
        continue;
      }
      try {
        runs(contender).add(PopularityRun.of(options, contender, data, round == 0));
      } catch (ConfigException e) {
        refusals.put(contender, String.valueOf(e.getMessage()));
      }
    }
  }

  private List<PopularityRun> runs(PopularityContender contender) {
    return runs.getOrDefault(contender, List.of());
  }

  private List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-32s %9s %15s %6s %6s %6s %6s %6s %7s %7s %6s %6s %5s %5s %5s %5s %6s",
            "contender",
            "samples/s",
            "from - to",
            "ratio",
            "cpu",
            "hits",
            "hot",
            "inputs",
            "MB up",
            "MB down",
            "rows",
            "data",
            "plan",
            "move",
            "hot s",
            "eval",
            "MB hot"));
    for (PopularityContender contender : contenders) {
      String refusal = refusals.get(contender);
      lines.add(
          refusal == null
              ? line(contender)
              : String.format(Locale.ROOT, "%-32s %s", contender.name(), refusal));
    }
    return lines;
  }

  private String line(PopularityContender contender) {
    List<PopularityRun> own = runs(contender);
    List<PopularityRun> resident = runs(contenders.getFirst());
    double[] ratios = new double[own.size()];
    double[] cpu = new double[own.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = own.get(i).samplesPerSecond() / resident.get(i).samplesPerSecond();
      cpu[i] = own.get(i).trainingCpuSeconds() / resident.get(i).trainingCpuSeconds();
    }
    double[] speeds = sorted(own, PopularityRun::samplesPerSecond);
    double seconds = own.stream().mapToDouble(PopularityRun::seconds).sum();
    return String.format(
        Locale.ROOT,
        "%-32s %9.0f %7.0f-%7.0f %6.3f %6.3f %6.3f %5.1f%% %5.1f%% %7.1f %7.1f %5.1f%% %5.1f%%"
            + " %4.1f%% %4.1f%% %5.2f %4.1f%% %6.1f",
        contender.name(),
        median(speeds),
        speeds[0],
        speeds[speeds.length - 1],
        median(ratios),
        median(cpu),
        median(sorted(own, PopularityRun::hitRate)),
        100 * median(sorted(own, PopularityRun::hotAccesses)),
        100 * median(sorted(own, PopularityRun::hotInputs)),
        median(sorted(own, run -> run.upBytes() * 1e-6)) / options.passes(),
        median(sorted(own, run -> run.downBytes() * 1e-6)) / options.passes(),
        100 * own.stream().mapToLong(run -> run.stalls().rowNanos()).sum() * 1e-9 / seconds,
        100 * own.stream().mapToLong(run -> run.stalls().dataNanos()).sum() * 1e-9 / seconds,
        100 * own.stream().mapToDouble(PopularityRun::plannerSeconds).sum() / seconds,
        100 * own.stream().mapToDouble(PopularityRun::moverSeconds).sum() / seconds,
        median(sorted(own, PopularityRun::prepareSeconds)),
        100 * own.stream().mapToDouble(PopularityRun::evaluationSeconds).sum() / seconds,
        contender.hotBytes() * 1e-6);
  }

  private static double[] sorted(List<PopularityRun> runs, ToDoubleFunction<PopularityRun> value) {
    return runs.stream().mapToDouble(value).sorted().toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /// Whether contenders that train in one order have ended in the same bits.
  private List<String> bits() {
    Map<String, TreeSet<String>> hashes = new TreeMap<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (PopularityContender contender : contenders) {
      if (!refusals.containsKey(contender)) {
        hashes
            .computeIfAbsent(contender.order(), _ -> new TreeSet<>())
            .add(Long.toHexString(runs(contender).getFirst().hash()));
        counts.merge(contender.order(), 1, Integer::sum);
      }
    }
    List<String> lines = new ArrayList<>();
    hashes.forEach((order, found) ->
        lines.add(
            String.format(
                Locale.ROOT,
                "%s: %d contenders, state hash %s%s",
                order,
                counts.getOrDefault(order, 0),
                String.join(", ", found),
                found.size() == 1 ? "" : ": DIFFERENT BITS")));
    return lines;
  }
}
