// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ModelConfig;
import dev.belady.report.RunReport;
import dev.belady.train.Session;
import dev.belady.train.TrainingEvent;
import dev.belady.train.TrainingListener;
import dev.belady.train.TrainingLoop;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `belady train`: the run that a configuration describes.
@Command(
    name = "train",
    description = {
      "Trains the model of a configuration, evaluates it and saves it.",
      "",
      "A terminal shows one line that is kept up to date; a pipe or a file gets a line every"
          + " 'display' iterations. Ctrl-C ends the run in order after the running batch; a second"
          + " one ends it at once."
    },
    footer = {
      "  belady train examples/dlrm.json",
      "  belady train dlrm.json --set solver.max_iter=100 --set belady.threads=4",
      "  belady train dlrm.json --out runs/monday",
      "  belady train dlrm.json --load runs/monday/1500",
      "  belady train dlrm.json --json --out runs/monday > events.jsonl"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--load",
      paramLabel = "PREFIX/ITER",
      description = "Go on with a saved model, for example runs/dlrm/1500.")
  private @Nullable String load;

  @ArgGroup(validate = false, heading = "%nOutput:%n", order = 10)
  private Output output = new Output();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  /// Where what goes.
  private static final class Output {
    @Option(
        names = "--out",
        paramLabel = "DIR",
        description =
            "Folder for the model and the report; default that of solver.snapshot_prefix.")
    private @Nullable String folder;

    @Option(
        names = "--report",
        paramLabel = "FILE",
        description =
            "The HTML page with the curves of the run; default report.html beside the model.")
    private @Nullable Path report;

    @Option(names = "--json", description = "One JSON object per event on standard output.")
    private boolean json;

    @Option(names = "--quiet", description = "Print warnings and errors only.")
    private boolean quiet;

    @Option(
        names = "--state-hash",
        description =
            "At the end print a hash of every parameter, row and optimizer state. Runs with equal"
                + " bits, whatever their memory and threads, have equal hashes.")
    private boolean stateHash;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Session session = open()) {
      return run(session);
    }
  }

  private int run(Session session) throws InterruptedException {
    ModelConfig config = session.config();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Terminal terminal = Belady.terminal(spec);
    // With --json people read standard error, which nobody can tell to be a terminal.
    TextOutput text =
        new TextOutput(
            output.json ? err : out,
            output.json ? Terminal.NONE : terminal,
            config.solver().display(),
            session.model().step());
    TrainingListener listener = output.quiet ? warningsTo(err) : text;
    if (output.json) {
      listener = listener.andThen(new JsonOutput(out, config.solver().display()));
    }
    @Nullable RunReport report = report(config, err);
    if (report != null) {
      listener = listener.andThen(report);
    }
    TrainingEvent.Finished finished = runUntilStopped(new TrainingLoop(session, listener), text);
    if (report != null && !output.quiet) {
      text.line("Report: " + report.file());
    }
    if (output.stateHash) {
      String hash = String.format(Locale.ROOT, "%016x", session.stateHash());
      out.println(output.json ? JsonOutput.stateHash(hash) : "State hash: " + hash);
      out.flush();
    }
    return finished.reason() == TrainingEvent.Reason.INTERRUPTED
        ? ExitCode.INTERRUPTED
        : ExitCode.OK;
  }

  private TrainingEvent.Finished runUntilStopped(TrainingLoop loop, TextOutput text)
      throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Runnable stop =
        () -> {
          text.clear();
          err.println("belady: stopping after the running batch; Ctrl-C again ends at once");
          err.flush();
          loop.requestStop();
        };
    try (Interrupts _ = Interrupts.handle(stop)) {
      return loop.run();
    } finally {
      text.clear();
    }
  }

  private Session open() {
    return load == null ? Session.open(read(List.of())) : SavedModel.parse(load).open(this::read);
  }

  private ModelConfig read(List<String> more) {
    List<String> settings = new ArrayList<>(more);
    if (output.folder != null) {
      settings.add("solver.snapshot_prefix=" + SavedModel.quoted(folder(output.folder)));
    }
    return arguments.read(settings);
  }

  private @Nullable RunReport report(ModelConfig config, PrintWriter err) {
    @Nullable Path file = output.report;
    if (file == null && !config.belady().report()) {
      return null;
    }
    if (file == null) {
      String prefix = config.solver().snapshot().prefix();
      file = Path.of(prefix.substring(0, prefix.lastIndexOf('/') + 1) + "report.html");
    }
    return new RunReport(
        file,
        RunTables.of(config, arguments.settings()),
        problem -> err.println("belady: warning: " + problem));
  }

  private static TrainingListener warningsTo(PrintWriter err) {
    return event -> {
      if (event instanceof TrainingEvent.Warning warning) {
        err.println("belady: warning: " + warning.text());
        err.flush();
      }
    };
  }

  private static String folder(String path) {
    return path.endsWith("/") ? path : path + "/";
  }
}
