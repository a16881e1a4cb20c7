// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BeladyTest {
  @TempDir private Path folder;

  @Test
  void aloneItListsItsCommands() {
    CommandRun run = CommandRun.of();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("train", "evaluate", "predict", "generate", "check", "simulate");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "evaluate", "predict", "generate", "check", "simulate"})
  void helpTeachesByExampleAndListsExitCodes(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .startsWith("Usage: belady " + command + " ")
        .contains("Exit codes:\n    0   all went well\n")
        .contains("130   stopped by Ctrl-C")
        .contains("Examples:\n  belady " + command + " ")
        .doesNotContain("\u001b");
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(82));
  }

  @Test
  void aWrongOptionIsOneSentence() {
    CommandRun run = CommandRun.of("train", "--thread", "3", "x.json");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err().lines())
        .containsExactly(
            "belady: Unknown option: --thread, did you mean --threads? (see belady train --help)");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anUnknownCommandIsOneSentence() {
    CommandRun run = CommandRun.of("tarin", "x.json");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err().lines())
        .containsExactly(
            "belady: Unexpected argument: tarin, did you mean train? (see belady --help)");
  }

  @Test
  void aMissingOptionIsOneSentence() {
    CommandRun run = CommandRun.of("predict", "x.json");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err().lines())
        .containsExactly(
            "belady: Missing required option: '--out=FILE' (see belady predict --help)");
  }

  @Test
  void aMissingConfigurationIsOneSentence() {
    Path missing = folder.resolve("no.json");
    CommandRun run = CommandRun.of("check", missing);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err().lines()).containsExactly("belady: no such configuration file: " + missing);
  }

  @Test
  void missingDataIsOneSentence() throws Exception {
    Path config = TinyModel.write(folder, 10);
    CommandRun run =
        CommandRun.of(
            "train",
            config,
            "--set",
            "data.format=Norm",
            "--set",
            "data.source=no.txt",
            "--set",
            "data.options=null");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("belady: ").contains("no.txt");
  }

  @Test
  void aModelIsNeededForEvaluation() throws Exception {
    CommandRun run = CommandRun.of("evaluate", TinyModel.write(folder, 10));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err()).startsWith("belady: a trained model is needed: give --model");
  }

  @Test
  void aDefectIsToldWithItsStackTrace() {
    StringWriter err = new StringWriter();
    int code = Problems.report(new IllegalStateException("odd"), new PrintWriter(err));
    assertThat(code).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString())
        .startsWith("java.lang.IllegalStateException: odd")
        .contains("\tat ")
        .contains("belady: this is a defect, please report it");
  }

  @Test
  void tooLittleMemorySaysHowToGetMore() {
    StringWriter err = new StringWriter();
    int code = Problems.report(new OutOfMemoryError("Java heap space"), new PrintWriter(err));
    assertThat(code).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString())
        .startsWith("belady: out of memory: Java heap space")
        .contains("-Xmx")
        .doesNotContain("\tat ");
  }

  @Test
  void checkPrintsLayersTablesAndData() throws Exception {
    CommandRun run = CommandRun.of("check", TinyModel.write(folder, 10));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("table      keys   rows    (B, 3, 4)   100    4  1.56 KiB        1.56 KiB")
        .contains("flat   Reshape                 rows         flat     (B, 12)           -")
        .contains("fc     InnerProduct            both         logit    (B, 1)           15")
        .contains("dense parameters: 15 (60 B)")
        .contains("training data: Synthetic, 4,000 samples; the first 256 can be read");
  }

  @Test
  void checkLeavesTheDataAloneWhenAsked() throws Exception {
    CommandRun run =
        CommandRun.of(
            "check",
            TinyModel.write(folder, 10),
            "--no-data",
            "--set",
            "data.format=Norm",
            "--set",
            "data.source=no.txt",
            "--set",
            "data.options=null");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).doesNotContain("training data");
  }

  @Test
  void generatedDataTrains() throws Exception {
    Path config = TinyModel.write(folder, 20);
    Path data = folder.resolve("data");
    CommandRun made =
        CommandRun.of(
            "generate",
            config,
            "--out",
            data,
            "--samples",
            1280,
            "--eval-samples",
            1024,
            "--samples-per-file",
            500);
    assertThat(made.err()).isEmpty();
    assertThat(made.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(made.out())
        .contains("training data: 1,280 samples in ")
        .contains("best reachable AUC on the evaluation data: 0.");
    assertThat(Files.readString(data.resolve("config.json")))
        .contains("\"format\" : \"Norm\"")
        .doesNotContain("options");
    // The same samples in the same order give the same model, so the same evaluation.
    CommandRun synthetic = CommandRun.of("train", config, "--set", "data.num_samples=1280");
    CommandRun norm = CommandRun.of("train", data.resolve("config.json"));
    assertThat(norm.err()).isEmpty();
    assertThat(norm.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(evaluation(norm)).isEqualTo(evaluation(synthetic));
  }

  /// The metrics, without the time taken.
  private static String evaluation(CommandRun run) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("Evaluation, "))
        .findFirst()
        .orElseThrow()
        .replaceFirst(", [^,]*\\)$", "");
  }
}
