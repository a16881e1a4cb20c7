// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigException;
import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.KeyType;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleWriter;
import dev.belady.data.SourceSpec;
import dev.belady.data.Split;
import dev.belady.data.synthetic.SyntheticSource;
import dev.belady.report.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belady generate`: a made-up data set on disk.
@Command(
    name = "generate",
    description =
        "Writes the made-up data of a configuration (format Synthetic) to files of another format,"
            + " and a configuration that trains on them, config.json.",
    footer = {
      "  belady generate examples/dlrm.json --out data --format Parquet --samples 1000000",
      "  belady train data/config.json"
    })
final class GenerateCommand implements Callable<Integer> {
  private static final int BATCH_SAMPLES = 4096;

  @Parameters(paramLabel = "CONFIG", description = "A configuration with data format Synthetic.")
  private Path file = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the files go.")
  private Path folder = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Norm, Raw or Parquet; default ${DEFAULT-VALUE}.")
  private Format format = Format.Norm;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Training samples; default num_samples of the configuration.")
  private @Nullable Long samples;

  @Option(
      names = "--eval-samples",
      paramLabel = "N",
      description = "Evaluation samples; default eval_num_samples of the configuration.")
  private @Nullable Long evalSamples;

  @Option(
      names = "--samples-per-file",
      paramLabel = "N",
      description = "Samples of one file; default ${DEFAULT-VALUE}. Raw has one file.")
  private long samplesPerFile = 1_000_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  /// The formats that can be written, spelled as in the configuration.
  enum Format {
    /// HugeCTR's records with a file list.
    Norm,
    /// One file of fixed-size records with 32-bit keys.
    Raw,
    /// Columns.
    Parquet;

    String dataFile() {
      return switch (this) {
        case Norm -> "file_list.txt";
        case Raw -> "data.bin";
        case Parquet -> "_file_list.txt";
      };
    }
  }

  @Override
  public Integer call() {
    ModelConfig config = ConfigFile.read(file, ConfigOverrides.none());
    if (!config.data().format().equals("Synthetic")) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "generate needs made-up data: format=%s, not Synthetic (layers[0], %s)",
              config.data().format(),
              file));
    }
    PrintWriter out = spec.commandLine().getOut();
    BadRecords none = new BadRecords(0);
    SourceSpec train = counted(config.data().trainSource(none), samples);
    SourceSpec eval = counted(config.data().evalSource(none), evalSamples);
    out.println("training data: " + write(train, "train"));
    out.println("evaluation data: " + write(eval, "eval"));
    Path written = folder.resolve("config.json");
    try {
      new GeneratedConfig(
              format, dataFile("train"), dataFile("eval"), train.samples(), eval.samples())
          .write(file, written);
    } catch (IOException e) {
      throw new ConfigException("the configuration cannot be written: " + e, e);
    }
    out.println("configuration: " + written);
    int judged = (int) Math.min(eval.samples(), Integer.MAX_VALUE - 8L);
    SyntheticSource source = (SyntheticSource) SampleFormats.load().get("Synthetic").open(eval);
    out.println(
        "best reachable AUC on the evaluation data: "
            + Figures.value(source.bestReachableAuc(judged)));
    out.flush();
    return ExitCode.OK;
  }

  private String dataFile(String name) {
    return folder.resolve(name).resolve(format.dataFile()).toString().replace('\\', '/');
  }

  private String write(SourceSpec made, String name) {
    Path path = Path.of(dataFile(name));
    SourceSpec target =
        new SourceSpec(
            made.schema(),
            path.toString(),
            format == Format.Raw ? KeyType.I32 : made.keyType(),
            false,
            made.slotSizes(),
            made.samples(),
            format == Format.Raw,
            Map.of(),
            made.badRecords());
    Batch batch = new Batch(made.schema(), BATCH_SAMPLES);
    try {
      Files.createDirectories(path.getParent());
      try (SampleWriter writer =
          SampleFormats.load().get(format.name()).create(target, samplesPerFile)) {
        for (Split split : SampleFormats.load().get("Synthetic").open(made).splits()) {
          try (Split.Reader reader = split.open()) {
            while (reader.read(batch) > 0) {
              writer.write(batch);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new ConfigException("the data cannot be written: " + e, e);
    }
    return Figures.grouped(made.samples()) + " samples in " + path;
  }

  private static SourceSpec counted(SourceSpec source, @Nullable Long count) {
    return count == null
        ? source
        : new SourceSpec(
            source.schema(),
            source.path(),
            source.keyType(),
            source.checksum(),
            source.slotSizes(),
            count,
            source.floatLabelDense(),
            source.options(),
            source.badRecords());
  }
}
