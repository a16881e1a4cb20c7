// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ModelConfig;
import dev.belady.popularity.CoverageEstimate;
import dev.belady.report.Figures;
import dev.belady.train.DataPacker;
import dev.belady.train.Session;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `belady pack`: the hot and the cold inputs of a training set as two columnar data sets.
@Command(
    name = "pack",
    description = {
      "Writes the training data in two streams of Parquet files: the inputs all of whose rows are"
          + " hot, and the others, each in their order and with the number they have in the data."
          + " The hot rows are those of the object belady.popularity, of --hot-set, or those of a"
          + " sample.",
      "",
      "A run with a schedule of hot and cold batches reads them instead of telling the inputs apart"
          + " itself, and ends in the same bits. The folder is there as a whole in the end or not"
          + " at all."
    },
    footer = {
      "  belady pack examples/dlrm.json --out data/packed",
      "  belady pack examples/dlrm.json --out data/packed --set belady.popularity.budget=1MiB",
      "  belady train examples/dlrm.json --set belady.popularity.packed=data/packed"
          + " --set belady.popularity.schedule=fae"
    })
final class PackCommand implements Callable<Integer> {
  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go: nothing, or an empty folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--hot-set",
      paramLabel = "FILE",
      description = "The hot rows, as belady profile --hot-set writes them.")
  private @Nullable String hotSet;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    ModelConfig config = config();
    DataPacker.Packed packed;
    try (StoppablePasses passes = StoppablePasses.begin(spec, true)) {
      packed = DataPacker.pack(config, folder.toAbsolutePath(), passes.watch());
    } catch (CancellationException _) {
      return StoppablePasses.stopped(spec);
    }
    PrintWriter out = spec.commandLine().getOut();
    long inputs = packed.hot() + packed.cold();
    out.println(
        String.format(
            Locale.ROOT,
            "%s hot inputs (%.1f%%), %s cold ones, for %s hot rows (%s)",
            Figures.grouped(packed.hot()),
            100.0 * packed.hot() / Math.max(1, inputs),
            Figures.grouped(packed.cold()),
            Figures.grouped(packed.hotSet().rows()),
            Figures.bytes(packed.hotSet().bytes())));
    CoverageEstimate estimate = packed.estimate();
    if (estimate != null) {
      out.println("hot rows: " + estimate.describe());
      estimate
          .notices("belady.popularity.sample_rate", "belady.popularity.count_memory")
          .forEach(notice -> out.println("notice: " + notice));
    }
    if (packed.skipped() > 0) {
      out.println("skipped bad records: " + Figures.grouped(packed.skipped()));
    }
    out.println("Packed: " + folder + ", " + Figures.bytes(packed.bytes()));
    out.flush();
    return ExitCode.OK;
  }

  /// The configuration with hot rows, those of a sample if it says nothing of them.
  private ModelConfig config() {
    List<String> more =
        hotSet == null
            ? List.of()
            : List.of("belady.popularity.hot_set=" + SavedModel.quoted(hotSet));
    ModelConfig config = arguments.read(more);
    return Session.withMemory(
        config.belady().popularity().isPresent()
            ? config
            : arguments.read(List.of("belady.popularity={}")));
  }
}
