// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigException;
import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.simulate.DatasetTrace;
import dev.belady.simulate.JoinedTrace;
import dev.belady.simulate.KeyFileTrace;
import dev.belady.simulate.KeyTrace;
import dev.belady.simulate.Simulation;
import dev.belady.simulate.SimulationOutcome;
import dev.belady.simulate.SimulationSpec;
import dev.belady.simulate.TraceLimit;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `belady simulate`: what caches of different policies and sizes would do with the keys of a data
/// set.
@Command(
    name = "simulate",
    description = {
      "Runs the keys of a data set through cache policies of several sizes and compares hit rates"
          + " and bytes moved. Nothing is trained.",
      "",
      "The keys are those of a configuration's training data, in the batches of its solver, or a"
          + " file of 64-bit little-endian integers (--keys). They are read twice: to count distinct"
          + " rows, then to run all policies at all sizes. Memory grows with the distinct rows and"
          + " the sizes, not with the length of the trace. Ctrl-C ends the simulation with the"
          + " results so far.",
      "",
      "Policies: lru, lfu, clock; static, the most popular rows of a sample stay, as in FAE; cdlrm,"
          + " windows of batches are installed in a set-associative cache with random ways;"
          + " lookahead, Belady's planner, once for each depth; min, the optimum with everything"
          + " known ahead, which none can beat."
    },
    footer = {
      "  belady simulate examples/dlrm.json --batches 200",
      "  belady simulate examples/dlrm.json --sizes 5%%,64MiB --policies lru,min",
      "  belady simulate examples/dlrm.json --lookahead 5,20,80 --report caches.html",
      "  belady simulate --keys trace.bin --batch 4096 --record-bytes 512 --json"
    })
final class SimulateCommand implements Callable<Integer> {
  private static final int DEFAULT_BATCH_KEYS = 2048;
  private static final long DEFAULT_RECORD_BYTES = 256;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG",
      description = "A configuration whose training data is simulated.")
  private @Nullable Path config;

  @ArgGroup(validate = false, heading = "%nThe trace:%n", order = 1)
  private TraceOptions trace = new TraceOptions();

  @ArgGroup(validate = false, heading = "%nThe caches:%n", order = 2)
  private CacheOptions caches = new CacheOptions();

  @Mixin private SimulationOutput output = new SimulationOutput();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that run policies; 0 for one per core. Any number gives the same result.")
  private int threads;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  /// Which keys.
  private static final class TraceOptions {
    @Option(
        names = "--set",
        paramLabel = "PATH=VALUE",
        description = "Change one value of the configuration. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
        names = "--table",
        paramLabel = "NAME",
        description = "Simulate this embedding table only. May be repeated; default all.")
    private List<String> tables = new ArrayList<>();

    @Option(
        names = "--together",
        description =
            "Let all tables share one cache. By default each has its own, and gets the same share of"
                + " its rows.")
    private boolean together;

    @Option(
        names = "--keys",
        paramLabel = "FILE",
        description = "A file of 64-bit little-endian keys, instead of a configuration.")
    private @Nullable Path keys;

    @Option(
        names = "--batch",
        paramLabel = "N",
        description = "Keys of a batch of that file; default " + DEFAULT_BATCH_KEYS + ".")
    private @Nullable Integer batchKeys;

    @Option(
        names = "--record-bytes",
        paramLabel = "N",
        description =
            "Bytes of a row of that file; default "
                + DEFAULT_RECORD_BYTES
                + ". A configuration says it: weights and optimizer state.")
    private @Nullable Long recordBytes;

    @Option(
        names = "--batches",
        paramLabel = "N",
        description =
            "The first N batches only; default as many as the solver trains, or the file.")
    private @Nullable Long batches;

    @Option(
        names = "--samples",
        paramLabel = "N",
        description = "The first N samples only; of a file of keys, keys.")
    private @Nullable Long samples;
  }

  @Override
  public Integer call() throws InterruptedException {
    KeyTrace keys = trace();
    SimulationSpec what =
        caches.spec(
            threads == 0
                ? Runtime.getRuntime().availableProcessors()
                : positive("threads", threads));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    PrintWriter people = output.json() ? err : out;
    Terminal terminal = output.json() ? Terminal.NONE : Belady.terminal(spec);
    SimulationLine line = new SimulationLine(people, terminal);
    Simulation simulation = new Simulation(keys, what, line);
    Runnable stop =
        () -> {
          line.clear();
          err.println("belady: stopping after the running batch; Ctrl-C again ends at once");
          err.flush();
          simulation.requestStop();
        };
    SimulationOutcome outcome;
    try (Interrupts _ = Interrupts.handle(stop)) {
      outcome = simulation.run();
    } finally {
      line.clear();
    }
    output.write(out, people, keys, what, outcome);
    return outcome.complete() ? ExitCode.OK : ExitCode.INTERRUPTED;
  }

  private KeyTrace trace() {
    TraceLimit limit =
        new TraceLimit(
            trace.batches == null ? Long.MAX_VALUE : positive("batches", trace.batches),
            trace.samples == null ? Long.MAX_VALUE : positive("samples", trace.samples));
    if (trace.keys != null) {
      if (config != null
          || trace.together
          || !trace.tables.isEmpty()
          || !trace.settings.isEmpty()) {
        throw new ConfigException(
            "a file of keys needs no configuration, tables or settings: --keys " + trace.keys);
      }
      int batchKeys = trace.batchKeys == null ? DEFAULT_BATCH_KEYS : trace.batchKeys;
      if (batchKeys < 1 || batchKeys > KeyFileTrace.MOST_BATCH_KEYS) {
        throw new ConfigException(
            "batch must be in 1.." + KeyFileTrace.MOST_BATCH_KEYS + ": batch=" + batchKeys);
      }
      return new KeyFileTrace(
          trace.keys,
          batchKeys,
          limit,
          positive(
              "record-bytes",
              trace.recordBytes == null ? DEFAULT_RECORD_BYTES : trace.recordBytes));
    }
    if (config == null) {
      throw new ConfigException(
          "simulate needs the keys of something: give a configuration or --keys FILE");
    }
    if (trace.batchKeys != null || trace.recordBytes != null) {
      throw new ConfigException(
          "--batch and --record-bytes are for --keys; a configuration says both: " + config);
    }
    ModelConfig model = ConfigFile.read(config, ConfigOverrides.of(trace.settings));
    KeyTrace tables = new DatasetTrace(model, trace.tables, limit);
    return trace.together ? new JoinedTrace(tables) : tables;
  }

  static int positive(String name, int value) {
    return Math.toIntExact(positive(name, (long) value));
  }

  static long positive(String name, long value) {
    if (value < 1) {
      throw new ConfigException(name + " must be > 0: " + name + "=" + value);
    }
    return value;
  }
}
