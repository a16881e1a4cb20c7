// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ByteSize;
import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.DataException;
import dev.belady.model.CountedTables;
import dev.belady.popularity.CalibrationOptions;
import dev.belady.popularity.Calibrator;
import dev.belady.popularity.CountedTable;
import dev.belady.popularity.CoverageEstimate;
import dev.belady.popularity.DataProfile;
import dev.belady.popularity.DataProfiler;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotSetFile;
import dev.belady.popularity.SamplePass;
import dev.belady.report.Figures;
import dev.belady.report.ProfilePage;
import dev.belady.train.Readers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `belady profile`: who is used how much in a data set, and what a hot set would cover.
@Command(
    name = "profile",
    description =
        "Reads the training data twice and tells how skewed it is: the keys of each field and what"
            + " the most used of them take, what hot sets of which sizes cover, whether that lasts"
            + " from the first tenth of the data to the last, and a good size. The tables are printed,"
            + " the charts are in an HTML page.",
    footer = {
      "  belady profile examples/dlrm.json",
      "  belady profile examples/rmc3.json --samples 1000000 --out profile.html",
      "  belady profile dlrm.json --budget 256MiB --hot-set hot.bin"
    })
final class ProfileCommand implements Callable<Integer> {
  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Inputs to read from the beginning of the data; default all.")
  private long samples = Long.MAX_VALUE;

  @Option(
      names = "--sample-rate",
      paramLabel = "R",
      description =
          "The part of these inputs that a calibration would count, above 0 and at most 1; default"
              + " ${DEFAULT-VALUE}.")
  private double sampleRate = CalibrationOptions.DEFAULT_SAMPLE_RATE;

  @Option(
      names = "--budget",
      paramLabel = "SIZE",
      description = "The size of the hot set, as 256MiB; default the suggested one.")
  private @Nullable String budget;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description =
          "How the hot set is chosen: benefit (accesses per byte) or threshold (the search of the"
              + " FAE paper); default ${DEFAULT-VALUE}.")
  private Method method = Method.benefit;

  @Option(
      names = "--small-field",
      paramLabel = "SIZE",
      description = "Fields of up to this size are hot as a whole; default 1MiB.")
  private String smallField = "1MiB";

  @Option(
      names = "--count-memory",
      paramLabel = "SIZE",
      description =
          "Memory for counters; beyond it the rarest keys are dropped and the error is stated."
              + " Default ${DEFAULT-VALUE}.")
  private String countMemory = "1GiB";

  @Option(
      names = "--hot-set",
      paramLabel = "FILE",
      description = "Write the hot set there, as the sample of the inputs gives it.")
  private @Nullable Path hotSetFile;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The HTML page; default profile.html in the folder of solver.snapshot_prefix.")
  private @Nullable Path page;

  @Option(names = "--json", description = "Print the profile as one JSON object.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  /// How rows are chosen.
  enum Method {
    /// By accesses per byte.
    benefit,
    /// By FAE's threshold search.
    threshold;

    CalibrationOptions.Method method() {
      return switch (this) {
        case benefit -> CalibrationOptions.Method.BENEFIT_PER_BYTE;
        case threshold -> CalibrationOptions.Method.THRESHOLD_SEARCH;
      };
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    checkOptions();
    ModelConfig config = arguments.read();
    List<CountedTable> tables = CountedTables.of(config);
    if (tables.isEmpty()) {
      throw new ConfigException(
          "a profile needs an embedding layer: embeddings=0 (" + config.file() + ")");
    }
    Path target = target(config);
    makeFolder(target);
    DataProfiler profiler = new DataProfiler(tables, options(config, 0));
    try {
      readTwice(config, profiler);
    } catch (CancellationException _) {
      return StoppablePasses.stopped(spec);
    }
    DataProfile profile = profiler.profile();
    long budgetBytes = budget == null ? profile.suggestion().bytes() : size("--budget", budget);
    CalibrationOptions chosenBy = options(config, budgetBytes);
    HotSet hotSet = Calibrator.choose(profiler.sampled(), chosenBy);
    if (hotSetFile != null) {
      HotSetFile.write(hotSet, hotSetFile);
    }
    HotSetFigures figures =
        HotSetFigures.of(
            profile,
            profiler.all(),
            profiler.sampled(),
            hotSet,
            budgetBytes,
            method == Method.benefit,
            CoverageEstimate.of(profiler.sampled(), chosenBy, hotSet));
    ProfileText text = new ProfileText(profile, figures);
    writePage(target, config, profile, text);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(ProfileJson.of(config.file(), profile, figures));
    } else {
      text.lines().forEach(out::println);
      out.println("Page: " + target);
    }
    out.flush();
    return ExitCode.OK;
  }

  private void checkOptions() {
    if (samples < 1) {
      throw new ConfigException("--samples must be > 0: samples=" + samples);
    }
    if (!(sampleRate > 0 && sampleRate <= 1)) {
      throw new ConfigException(
          "--sample-rate must be above 0 and at most 1: sample-rate=" + sampleRate);
    }
    size("--small-field", smallField);
    size("--count-memory", countMemory);
    if (budget != null) {
      size("--budget", budget);
    }
  }

  private CalibrationOptions options(ModelConfig config, long budgetBytes) {
    return new CalibrationOptions(
        config.seed(),
        sampleRate,
        budgetBytes,
        size("--small-field", smallField),
        size("--count-memory", countMemory),
        method.method());
  }

  private static long size(String option, String text) {
    try {
      return ByteSize.parse(text).bytes();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage() + " (" + option + ")", e);
    }
  }

  /// Makes both passes.
  private void readTwice(ModelConfig config, DataProfiler profiler) throws InterruptedException {
    try (StoppablePasses passes = StoppablePasses.begin(spec, !json)) {
      SamplePass pass =
          new SamplePass(
              Readers.trainSource(config, new BadRecords(config.belady().skipBadRecords())),
              Readers.threadsOfPass(config.belady()),
              samples,
              passes.watch());
      long counted = pass.read("counting accesses", profiler::count);
      if (counted == 0) {
        throw new DataException(
            "a data set must hold at least one sample: " + config.data().train().path());
      }
      profiler.endCounting();
      long measured = pass.read("measuring hot sets", profiler::measure);
      if (measured != counted) {
        throw new DataException(
            "the data must stay as it is while it is read twice: samples="
                + counted
                + ", then "
                + measured);
      }
    }
  }

  private Path target(ModelConfig config) {
    String prefix = config.solver().snapshot().prefix();
    return page != null
        ? page
        : Path.of(prefix.substring(0, prefix.lastIndexOf('/') + 1) + "profile.html");
  }

  /// Makes the folder of the page before the data is read, which may take long.
  private static void makeFolder(Path target) {
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  private static ConfigException unwritable(Path target, IOException e) {
    return new ConfigException("the page cannot be written: " + e + " (" + target + ")", e);
  }

  private static void writePage(
      Path target, ModelConfig config, DataProfile profile, ProfileText text) {
    String html =
        new ProfilePage(
                String.valueOf(Path.of(config.file()).getFileName()),
                source(config, profile),
                profile,
                List.of(text.hotSetTable(), RunTables.environment()))
            .html();
    try {
      Path part = target.resolveSibling(target.getFileName() + ".part");
      Files.writeString(part, html);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  private static String source(ModelConfig config, DataProfile profile) {
    String path = config.data().train().path();
    return config.data().format()
        + (path.isEmpty() ? "" : " " + path)
        + " · "
        + Figures.grouped(profile.samples())
        + " inputs · "
        + config.file();
  }
}
