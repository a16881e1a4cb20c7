// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.report.Figures;
import dev.belady.train.EvaluationResult;
import dev.belady.train.Session;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `belady evaluate`: the metrics of a saved model.
@Command(
    name = "evaluate",
    description = "Computes the metrics of a saved model on the evaluation set.",
    footer = {
      "  belady evaluate dlrm.json --model runs/dlrm/1500",
      "  belady evaluate dlrm.json --model runs/dlrm/1500 --set belady.eval_range=all --json"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ConfigArguments arguments = new ConfigArguments();
  @Mixin private ModelOption model = new ModelOption();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Session session = model.open(arguments)) {
      EvaluationResult result = session.evaluation();
      @Nullable Double reachable = session.bestReachableAuc();
      if (json) {
        out.println(JsonOutput.json(result.metrics(), reachable));
      } else {
        out.println("Evaluation, " + EventLines.metrics(result.metrics()));
        out.println(
            Figures.grouped(result.samples())
                + " samples; "
                + percent(result.unknownKeys(), result.keys())
                + " of their keys were never trained");
        if (reachable != null) {
          out.println("Best reachable AUC: " + Figures.value(reachable));
        }
      }
      out.flush();
    }
    return ExitCode.OK;
  }

  private static String percent(long part, long whole) {
    return String.format(Locale.ROOT, "%.1f%%", whole == 0 ? 0 : 100.0 * part / whole);
  }
}
