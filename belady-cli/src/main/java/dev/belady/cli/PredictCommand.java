// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigException;
import dev.belady.report.Figures;
import dev.belady.train.EvaluationResult;
import dev.belady.train.Session;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `belady predict`: the scores of a saved model.
@Command(
    name = "predict",
    description =
        "Writes the predicted probability of each sample of the evaluation set, in its order, one"
            + " sample per line; several labels are separated by tabs.",
    footer = {
      "  belady predict dlrm.json --model runs/dlrm/1500 --out scores.txt",
      "  belady predict dlrm.json --model runs/dlrm/1500 --set data.eval_source=today.txt --out -"
    })
final class PredictCommand implements Callable<Integer> {
  @Mixin private ConfigArguments arguments = new ConfigArguments();
  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the scores go; - is standard output.")
  private String file = "";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try (Session session = model.open(arguments)) {
      EvaluationResult result = file.equals("-") ? toOutput(session) : toFile(session);
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          Figures.grouped(result.samples())
              + " predictions; "
              + EventLines.metrics(result.metrics()));
      err.flush();
    }
    return ExitCode.OK;
  }

  private EvaluationResult toOutput(Session session) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    EvaluationResult result = predict(session, new BufferedWriter(out, 1 << 16));
    // picocli hides System.out, which keeps its errors to itself, behind another writer.
    if (out.checkError() || System.out.checkError()) {
      throw new ConfigException("the scores cannot be written to standard output (--out -)");
    }
    return result;
  }

  /// The file appears with its last score, not before. A device or a pipe is written as it is.
  private EvaluationResult toFile(Session session) throws InterruptedException {
    Path target = Path.of(file).toAbsolutePath();
    boolean replace = !Files.exists(target) || Files.isRegularFile(target);
    Path part = replace ? target.resolveSibling(target.getFileName() + ".part") : target;
    try {
      EvaluationResult result;
      try (BufferedWriter writer = Files.newBufferedWriter(part)) {
        result = predict(session, writer);
      }
      if (replace) {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      }
      return result;
    } catch (NoSuchFileException e) {
      throw new ConfigException("there is no such folder: --out " + file, e);
    } catch (IOException e) {
      throw unwritable(e);
    } catch (UncheckedIOException e) {
      throw unwritable(Objects.requireNonNull(e.getCause()));
    } finally {
      if (replace) {
        deleteIfExists(part);
      }
    }
  }

  private static void deleteIfExists(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException _) {
      // What could not be removed could not be written either, which is being said.
    }
  }

  private ConfigException unwritable(IOException e) {
    return new ConfigException(
        "the scores cannot be written: " + e.getMessage() + " (--out " + file + ")", e);
  }

  private static EvaluationResult predict(Session session, Writer writer)
      throws InterruptedException {
    int labels = session.config().data().label().width();
    try {
      EvaluationResult result =
          session.predict((predictions, _, count) -> write(writer, predictions, labels, count));
      writer.flush();
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Writer writer, float[] predictions, int labels, int count) {
    try {
      for (int at = 0; at < count * labels; at++) {
        writer.write(Float.toString(predictions[at]));
        writer.write((at + 1) % labels == 0 ? '\n' : '\t');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
