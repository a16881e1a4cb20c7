// SPDX-License-Identifier: Apache-2.0
package dev.belady.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.metrics.MetricValue;
import dev.belady.tier.MoveTotals;
import dev.belady.tier.StallCause;
import dev.belady.tier.Stalls;
import dev.belady.train.RowUses;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunReportTest {
  private static final long SEED = Long.getLong("belady.seed", 1);

  @TempDir private Path folder;
  private final List<String> problems = new ArrayList<>();

  private RunReport report(String name) {
    return new RunReport(
        folder.resolve(name),
        List.of(
            new FactTable(
                "Environment",
                List.of(
                    new FactTable.Fact("JVM", "25 <Temurin & others>"),
                    new FactTable.Fact("Cores", "2")))),
        problems::add);
  }

  private static TrainingEvent.Started started() {
    return new TrainingEvent.Started(
        "models/dlrm.json",
        "26 tables, 12 layers, loss BinaryCrossEntropyLoss",
        1_234_567,
        12L << 30,
        4096,
        16,
        "vector 512 bits",
        List.of("solver.vvgpu is ignored"));
  }

  private static TrainingEvent.Progress progress(long iteration, long iterations, double loss) {
    return progress(iteration, iterations, loss, TrainingTotals.NONE);
  }

  private static TrainingEvent.Progress progress(
      long iteration, long iterations, double loss, TrainingTotals totals) {
    return new TrainingEvent.Progress(
        TrainingEvent.Position.ofIterations(iteration, iterations, iteration * 4096),
        loss,
        Math.min(1, iteration / 2000.0) * 0.1,
        1_200_000 - 200_000 * Math.exp(-iteration / 500.0) + 50_000 * Math.sin(iteration * 1.0),
        0.03,
        iteration * 0.004,
        (iterations - iteration) * 0.004,
        totals);
  }

  private static List<MetricValue> metrics(double auc) {
    return List.of(
        new MetricValue("AUC", auc),
        new MetricValue("AverageLoss", 0.75 - 0.35 * auc),
        new MetricValue("LogLoss", 0.75 - 0.35 * auc));
  }

  private static void run(RunReport report, int iterations, @Nullable Double bestReachableAuc) {
    Random random = new Random(SEED);
    report.on(started());
    double auc = 0.5;
    for (int iteration = 1; iteration <= iterations; iteration++) {
      double loss =
          0.44 + 0.25 * Math.exp(-iteration / (iterations * 0.1)) + 0.008 * random.nextGaussian();
      report.on(progress(iteration, iterations, loss));
      if (iteration % (iterations / 20) == 0) {
        auc = 0.803 - 0.25 * Math.exp(-iteration / (iterations * 0.15));
        report.on(new TrainingEvent.Evaluated(iteration, metrics(auc), 0.5));
      }
    }
    report.on(new TrainingEvent.Warning("3 records were skipped"));
    report.on(new TrainingEvent.Saved(iterations, List.of(Path.of("model", "_dense_1000.model"))));
    report.on(
        new TrainingEvent.Finished(
            TrainingEvent.Reason.COMPLETED,
            iterations,
            metrics(auc),
            bestReachableAuc,
            iterations * 0.004));
  }

  @Test
  void aRunBecomesOnePageThatNeedsNothingElse() throws IOException {
    RunReport report = report("deep/er/report.html");
    run(report, 5000, 0.8125);
    String html = Files.readString(report.file());
    assertThat(problems).isEmpty();
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .contains("<h1>dlrm.json</h1>")
        .contains("Completed after 5,000 iterations")
        .contains("best reachable 0.8125")
        .contains("1,234,567")
        .contains("12 GiB")
        .contains("3 records were skipped")
        .contains("solver.vvgpu is ignored")
        .contains("_dense_1000.model")
        .contains("25 &lt;Temurin &amp; others&gt;")
        .doesNotContain("NaN")
        .doesNotContain("http://", "https://", "src=", "href=", "url(", "@import");
    assertThat(folder.resolve("deep/er")).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void everyChartIsWellFormed() throws IOException {
    RunReport report = report("report.html");
    run(report, 3000, 0.8125);
    String html = Files.readString(report.file());
    int charts = 0;
    for (int at = html.indexOf("<figure"); at >= 0; at = html.indexOf("<figure", at + 1)) {
      String figure = html.substring(at, html.indexOf("</figure>", at) + "</figure>".length());
      assertThat(openElements(figure)).isEmpty();
      charts++;
    }
    // Loss with AverageLoss inside, AUC, LogLoss, speed, learning rate.
    assertThat(charts).isEqualTo(5);
  }

  @Test
  void aRunWithABudgetHasChartsOfHitsBytesAndWaits() throws IOException {
    RunReport report = report("report.html");
    report.on(started());
    for (int iteration = 1; iteration <= 200; iteration++) {
      report.on(progress(iteration, 200, 0.5, totals(iteration)));
    }
    report.on(new TrainingEvent.Evaluated(200, List.of(), 1));
    String html = Files.readString(report.file());
    assertThat(openElements(html.substring(html.indexOf("<main"), html.indexOf("</main>"))))
        .hasSize(1);
    assertThat(html)
        .contains("<h2>Distinct rows, %</h2>", "found in a frame", "used for the first time")
        .contains("<h2>Stores, MiB per second</h2>", "data-name=\"written\"")
        .contains(
            "<h2>Training waits, % of time</h2>", "data-name=\"reads\"", "data-name=\"copies\"")
        .doesNotContain("data-name=\"gate\"", "NaN");
    // Of each half second 0.125 s are reads; half of the rows are found; 1 MiB is read.
    assertThat(html).contains("200,25\"", "200,50\"", "200,2\"");
  }

  @Test
  void memoryIsPredictedAndMeasured() throws IOException {
    assertThat(memory(OptionalLong.of(500L << 20)))
        .contains("<h2>Memory</h2>", "<td>510 MiB</td>", "<td>500 MiB</td>", "<td>+2.0%</td>");
    assertThat(memory(OptionalLong.empty()))
        .contains("<td>510 MiB</td>", "the system does not tell")
        .doesNotContain("error of the prediction");
  }

  private String memory(OptionalLong peak) throws IOException {
    RunReport report = report("report.html");
    report.on(started());
    report.on(new TrainingEvent.MemoryUsed(9, 510L << 20, peak));
    report.on(new TrainingEvent.Finished(TrainingEvent.Reason.COMPLETED, 9, List.of(), null, 0.1));
    return Files.readString(report.file());
  }

  private static TrainingTotals totals(int steps) {
    RowUses uses = new RowUses(100L * steps, 50L * steps, 10L * steps, 0, 0, 0);
    MoveTotals moves = new MoveTotals(0, 0, 0, (long) steps << 20, 0, steps, 0, 0, 0);
    Stalls stalls =
        new Stalls(Map.of(StallCause.READS, 125_000_000L * steps, StallCause.COPIES, 1L * steps));
    TierStatistics tier = new TierStatistics("lookahead", 8, 1, 8, 1000, 0, uses, moves);
    return new TrainingTotals(0.5 * steps, stalls, tier);
  }

  /// What is not closed in the order in which it was opened.
  private static List<String> openElements(String html) {
    Matcher tag =
        Pattern.compile("<(/?)([a-z0-9]+)(?: [a-zA-Z0-9-]+=\"[^\"<>]*\")*(/?)>").matcher(html);
    List<String> open = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (tag.find()) {
      tag.appendReplacement(text, "");
      if (tag.group(1).isEmpty() && tag.group(3).isEmpty()) {
        open.add(tag.group(2));
      } else if (!tag.group(1).isEmpty()) {
        assertThat(open.removeLast()).isEqualTo(tag.group(2));
      }
    }
    assertThat(tag.appendTail(text)).doesNotContain("<", ">");
    return open;
  }

  @Test
  void aLongRunTakesNoMorePlaceThanAShortOne() throws IOException {
    RunReport report = report("report.html");
    run(report, 200_000, null);
    assertThat(Files.size(report.file())).isLessThan(500_000);
  }

  @Test
  void aRunWithoutEvaluationsOrWithUndefinedOnesIsShownToo() throws IOException {
    RunReport report = report("report.html");
    report.on(started());
    assertThat(Files.readString(report.file())).contains("Started").doesNotContain("<figure");
    report.on(progress(1, 10, Double.NaN));
    report.on(new TrainingEvent.Evaluated(1, metrics(Double.NaN), 0.1));
    assertThat(Files.readString(report.file())).contains("undefined").doesNotContain("NaN");
    report.on(progress(2, 10, 0.7));
    report.on(
        new TrainingEvent.Finished(TrainingEvent.Reason.INTERRUPTED, 2, List.of(), null, 0.1));
    assertThat(Files.readString(report.file())).contains("Interrupted after 2 iterations");
  }

  @Test
  void aPageThatCannotBeWrittenIsToldOnceAndEndsNothing() throws IOException {
    Files.writeString(folder.resolve("taken"), "a file");
    RunReport report = report("taken/report.html");
    run(report, 100, null);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst()).startsWith("the report cannot be written: ");
  }
}
