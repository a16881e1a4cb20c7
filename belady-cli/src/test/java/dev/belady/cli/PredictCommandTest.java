// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PredictCommandTest {
  @TempDir private Path folder;
  private Path config = Path.of("");

  @BeforeEach
  void train() throws Exception {
    config = TinyModel.write(folder, 10);
    assertThat(CommandRun.of("train", config).exitCode()).isEqualTo(ExitCode.OK);
  }

  private CommandRun predictTo(Path file) {
    return CommandRun.of("predict", config, "--model", folder.resolve("model/10"), "--out", file);
  }

  @Test
  void aFileGetsOneScorePerSample() throws Exception {
    Path scores = folder.resolve("scores.txt");
    assertThat(predictTo(scores).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(Files.readAllLines(scores))
        .isNotEmpty()
        .allMatch(line -> Float.parseFloat(line) > 0 && Float.parseFloat(line) < 1);
    assertThat(folder.resolve("scores.txt.part")).doesNotExist();
  }

  @Test
  void aPipeIsWrittenAndNotReplaced() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process reader = new ProcessBuilder("head", "-n", "1", pipe.toString()).start();
    try {
      predictTo(pipe);
      assertThat(Files.isRegularFile(pipe)).isFalse();
      assertThat(reader.inputReader().readLine()).startsWith("0.");
    } finally {
      reader.destroyForcibly();
    }
  }

  @Test
  void aMissingFolderIsSaid() {
    Path scores = folder.resolve("nowhere/scores.txt");
    CommandRun run = predictTo(scores);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err()).contains("belady: there is no such folder: --out " + scores);
  }
}
