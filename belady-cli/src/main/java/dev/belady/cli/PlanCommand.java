// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ModelConfig;
import dev.belady.kernel.KernelProvider;
import dev.belady.train.RunPlan;
import dev.belady.train.Session;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `belady plan`: what a run will take, before it runs.
@Command(
    name = "plan",
    description =
        "Says how much memory and disk a run takes, and what a smaller belady.memory would cost,"
            + " from a look at the keys of the first batches. Nothing is trained.",
    footer = {
      "  belady plan examples/rmc2.json",
      "  belady plan examples/rmc2.json --set belady.memory=256MiB --speed 40000",
      "  belady plan examples/rmc2.json --batches all --no-disk-probe --json"
    })
final class PlanCommand implements Callable<Integer> {
  private static final long DEFAULT_BATCHES = 256;

  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--batches",
      paramLabel = "N",
      description = "Batches to look at, or 'all' of the run; default " + DEFAULT_BATCHES + ".")
  private String batches = Long.toString(DEFAULT_BATCHES);

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Samples to look at, instead of --batches.")
  private @Nullable Long samples;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "Samples per second of the run with all rows in memory, to say whether the disk keeps"
              + " up.")
  private @Nullable Double speed;

  @Option(
      names = "--no-disk-probe",
      description = "Do not write and read 64 MiB in the folder of the store to measure it.")
  private boolean noDiskProbe;

  @Option(names = "--json", description = "One JSON object on standard output.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    ModelConfig config = Session.withMemory(arguments.read());
    PrintWriter out = spec.commandLine().getOut();
    RunPlan plan;
    try (StoppablePasses passes = StoppablePasses.begin(spec, !json)) {
      plan =
          RunPlan.of(
              config,
              KernelProvider.select(),
              batchesToLookAt(config),
              Session.threads(config),
              !noDiskProbe,
              passes.watch());
    } catch (CancellationException _) {
      return StoppablePasses.stopped(spec);
    }
    PlanText text = new PlanText(config, plan, speed);
    if (json) {
      out.println(text.json());
    } else {
      text.lines().forEach(out::println);
    }
    out.flush();
    return ExitCode.OK;
  }

  private long batchesToLookAt(ModelConfig config) {
    if (samples != null) {
      return Math.max(2, Math.ceilDiv(samples, config.solver().batchSize()));
    }
    if (batches.equals("all")) {
      return Long.MAX_VALUE;
    }
    if (!batches.matches("\\d{1,9}") || Long.parseLong(batches) < 2) {
      throw new ParameterException(
          spec.commandLine(), "--batches must be a number >= 2, or all: --batches=" + batches);
    }
    return Long.parseLong(batches);
  }
}
