// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.EvaluationSpec;
import dev.belady.config.MetricSpec;
import dev.belady.config.ModelConfig;
import dev.belady.config.OptimizerSpec;
import dev.belady.config.ScheduleSpec;
import dev.belady.config.SolverSpec;
import dev.belady.report.FactTable;
import dev.belady.report.FactTable.Fact;
import dev.belady.report.Figures;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The tables of a run's report that its events do not tell.
final class RunTables {
  private RunTables() {}

  /// Configuration and environment.
  ///
  /// @param settings the changes made on the command line
  static List<FactTable> of(ModelConfig config, List<String> settings) {
    return List.of(configuration(config, settings), environment());
  }

  private static FactTable configuration(ModelConfig config, List<String> settings) {
    SolverSpec solver = config.solver();
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "length",
            switch (solver.length()) {
              case SolverSpec.RunLength.Iterations length ->
                  Figures.grouped(length.count()) + " iterations";
              case SolverSpec.RunLength.Epochs length -> length.count() + " epochs";
            }));
    facts.add(new Fact("optimizer", optimizer(config.optimizer())));
    facts.add(new Fact("learning rate", schedule(config.optimizer().schedule())));
    facts.add(new Fact("data", config.data().format() + " " + config.data().train().path()));
    facts.add(new Fact("evaluation", evaluation(solver.evaluation())));
    facts.add(new Fact("seed", Long.toString(config.seed())));
    settings.forEach(setting -> facts.add(new Fact("set", setting)));
    return new FactTable("Configuration", facts);
  }

  /// The records of the configuration write themselves readably: `Adam[beta1=0.9, ...]`.
  private static String optimizer(OptimizerSpec optimizer) {
    return optimizer.rule().toString().replace("[]", "")
        + ", rows: "
        + optimizer.updateType().jsonName();
  }

  private static String schedule(ScheduleSpec schedule) {
    StringBuilder text = new StringBuilder(Figures.value(schedule.base()));
    if (schedule.warmupSteps() > 1) {
      text.append(", warm-up ").append(Figures.grouped(schedule.warmupSteps())).append(" steps");
    }
    if (schedule.decayStart() > 0) {
      text.append(", decay over ")
          .append(Figures.grouped(schedule.decaySteps()))
          .append(" steps from ")
          .append(Figures.grouped(schedule.decayStart()));
    }
    return text.toString();
  }

  private static String evaluation(EvaluationSpec evaluation) {
    String metrics =
        evaluation.metrics().stream()
            .map(MetricSpec::kind)
            .map(MetricSpec.Kind::jsonName)
            .collect(Collectors.joining(", "));
    String extent =
        evaluation.batches() == 0
            ? "the whole set"
            : Figures.grouped(evaluation.batches())
                + " batches of "
                + Figures.grouped(evaluation.batchSize());
    return metrics
        + (evaluation.interval() == 0
            ? " at the end, "
            : " every " + Figures.grouped(evaluation.interval()) + " iterations, ")
        + extent;
  }

  /// The machine and the versions.
  static FactTable environment() {
    Runtime runtime = Runtime.getRuntime();
    return new FactTable(
        "Environment",
        List.of(
            new Fact("Belady", Version.text()),
            new Fact(
                "Java",
                Runtime.version() + ", " + System.getProperty("java.vm.vendor", "unknown vendor")),
            new Fact(
                "system",
                System.getProperty("os.name", "?")
                    + " "
                    + System.getProperty("os.version", "")
                    + ", "
                    + System.getProperty("os.arch", "?")),
            new Fact("cores", Integer.toString(runtime.availableProcessors())),
            new Fact("heap limit", Figures.bytes(runtime.maxMemory())),
            new Fact(
                "begun",
                ZonedDateTime.now(ZoneId.systemDefault())
                    .format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT)))));
  }
}
