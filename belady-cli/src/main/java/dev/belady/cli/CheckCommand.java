// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SampleSource;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.model.NetworkCompiler;
import dev.belady.popularity.RejoinedSource;
import dev.belady.report.Figures;
import dev.belady.train.MemoryBound;
import dev.belady.train.Readers;
import dev.belady.train.Session;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `belady check`: what a configuration describes, before anything runs.
@Command(
    name = "check",
    description =
        "Checks a configuration and the beginning of its data, and prints the model: layers, shapes,"
            + " parameters, and the size of each embedding table.",
    footer = {
      "  belady check examples/dlrm.json",
      "  belady check dlrm.json --set layers.fc1.fc_param.num_output=1024 --no-data"
    })
final class CheckCommand implements Callable<Integer> {
  private static final int SAMPLES_READ = 256;

  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(names = "--no-data", description = "Leave the data files alone.")
  private boolean noData;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  @Override
  public Integer call() {
    ModelConfig config = arguments.read();
    PrintWriter out = spec.commandLine().getOut();
    Kernels kernels = KernelProvider.select();
    new ModelTables(config, NetworkCompiler.compile(config, kernels)).lines().forEach(out::println);
    out.println("kernels: " + kernels.provider());
    config.notices().forEach(notice -> out.println("notice: " + notice));
    OptionalLong samples = OptionalLong.empty();
    if (!noData) {
      samples = Readers.trainedInputs(config, new BadRecords(0)).sampleCount();
    }
    out.println(memory(config, MemoryBound.of(config, kernels, Session.threads(config), samples)));
    if (!noData) {
      out.println();
      BadRecords badRecords = new BadRecords(config.belady().skipBadRecords());
      SampleSource inputs = Readers.trainedInputs(config, badRecords);
      out.println("training data: " + examine(describeTraining(config, inputs), inputs));
      if (config.data().hasEvaluation()) {
        String name = describe(config, config.data().evalSource(badRecords));
        out.println("evaluation data: " + examine(name, Readers.evalSource(config, badRecords)));
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String memory(ModelConfig config, MemoryBound bound) {
    String line =
        "memory: at most " + Figures.bytes(bound.residentBytes()) + " with all rows in memory";
    if (bound.budgetBytes().isPresent()) {
      line +=
          ", "
              + Figures.bytes(bound.budgetBytes().getAsLong())
              + " with belady.memory="
              + config.belady().memory().orElseThrow().memory();
    }
    return line + "; belady plan looks at the data";
  }

  private static String describe(ModelConfig config, SourceSpec source) {
    return config.data().format() + (source.path().isEmpty() ? "" : " " + source.path());
  }

  private static String describeTraining(ModelConfig config, SampleSource inputs) {
    if (inputs instanceof RejoinedSource packed) {
      return String.format(
          Locale.ROOT,
          "packed in %s, %s hot and %s cold inputs",
          config.belady().popularity().orElseThrow().packed(),
          Figures.grouped(packed.hot().sampleCount().orElseThrow()),
          Figures.grouped(packed.cold().sampleCount().orElseThrow()));
    }
    return describe(config, config.data().trainSource(new BadRecords(0)));
  }

  /// Reads the first samples of a data set and says what is there.
  private static String examine(String name, SampleSource samples) {
    Batch batch = new Batch(samples.schema(), SAMPLES_READ);
    int read = 0;
    for (Split split : samples.splits()) {
      try (Split.Reader reader = split.open()) {
        read = reader.read(batch);
      }
      if (read > 0) {
        break;
      }
    }
    if (read == 0) {
      throw new DataException("a data set must hold at least one sample: " + name);
    }
    double clicks = 0;
    for (int sample = 0; sample < read; sample++) {
      clicks += batch.labels()[sample * samples.schema().labels()];
    }
    String count =
        samples.sampleCount().isPresent()
            ? Figures.grouped(samples.sampleCount().getAsLong()) + " samples"
            : "samples not counted";
    return String.format(
        Locale.ROOT,
        "%s, %s; the first %d can be read, mean label %.3f",
        name,
        count,
        read,
        clicks / read);
  }
}
