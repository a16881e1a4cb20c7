// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class TrainCommandTest {
  @TempDir private Path folder;

  @Test
  void trainsEvaluatesSavesAndReports() throws Exception {
    CommandRun run = CommandRun.of("train", TinyModel.write(folder, 40), "--threads", 2);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    List<String> lines = run.out().lines().toList();
    assertThat(lines.getFirst()).contains("tiny.json: ");
    assertThat(lines)
        .filteredOn(line -> line.matches("Iter: (10|20|30|40) Time\\(10 iters\\): .*"))
        .hasSize(4);
    assertThat(lines).filteredOn(line -> line.startsWith("Evaluation, AUC: 0.")).hasSize(2);
    assertThat(lines).anyMatch(line -> line.startsWith("Saved the model of iteration 40: "));
    assertThat(lines).anyMatch(line -> line.startsWith("Finished at iteration 40 after "));
    assertThat(lines).anyMatch(line -> line.contains("(best reachable AUC: 0."));
    Path report = folder.resolve("model/report.html");
    assertThat(lines.getLast()).isEqualTo("Report: " + report);
    assertThat(Files.readString(report))
        .contains("Completed after 40 iterations", "best reachable");
  }

  @Test
  void anotherFolderTakesModelAndReport() throws Exception {
    Path out = folder.resolve("other");
    CommandRun run = CommandRun.of("train", TinyModel.write(folder, 10), "--out", out);
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(out.resolve("report.html")).exists();
    assertThat(folder.resolve("model/report.html")).doesNotExist();
  }

  @Test
  void jsonGoesToOutputAndPeopleReadErrors() throws Exception {
    CommandRun run = CommandRun.of("train", TinyModel.write(folder, 20), "--json");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    List<String> events =
        run.out().lines().map(JsonMapper.shared()::readTree).map(TrainCommandTest::name).toList();
    assertThat(events)
        .containsExactly(
            "started", "progress", "progress", "evaluated", "saved", "memory", "finished");
    assertThat(run.err()).contains("Iter: 10 ", "Evaluation, AUC: ", "Report: ");
  }

  private static String name(JsonNode event) {
    return event.get("event").asString();
  }

  @Test
  void quietIsQuiet() throws Exception {
    CommandRun run = CommandRun.of("train", TinyModel.write(folder, 20), "--quiet");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void anAucThatIsReachedEndsTheRun() throws Exception {
    CommandRun run =
        CommandRun.of(
            "train", TinyModel.write(folder, 1000), "--set", "solver.eval_metrics=[\"AUC:0.01\"]");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("Reached the AUC asked for at iteration 20 after ");
  }

  @Test
  void controlCStopsInOrderAndTheProcessEndsWith130() throws Exception {
    Path config = TinyModel.write(folder, 1_000_000_000);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("jdk.module.path", "")
                    + File.pathSeparator
                    + System.getProperty("java.class.path"),
                "dev.belady.cli.Belady",
                "train",
                config.toString(),
                "--threads",
                "1")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.startsWith("Iter: 10 ")) {
        line = output.readLine();
      }
      assertThat(line).isNotNull();
      assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor())
          .isZero();
      List<String> rest = output.lines().toList();
      assertThat(rest)
          .contains("belady: stopping after the running batch; Ctrl-C again ends at once")
          .anyMatch(text -> text.matches("Stopped at iteration .*; the model was saved"));
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
    } finally {
      process.destroyForcibly();
    }
  }
}
