// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotSetFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ProfileCommandTest {
  @TempDir private Path folder;
  private Path config = Path.of("");
  private Path page = Path.of("");

  @BeforeEach
  void writeConfig() throws Exception {
    config = TinyModel.write(folder, 10);
    page = folder.resolve("new/page.html");
  }

  @Test
  void tellsWhoIsUsedAndWritesAPageThatNeedsNothingElse() throws Exception {
    CommandRun run = CommandRun.of("profile", config, "--out", page);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("keys[0]", "keys[2]", "4,000 inputs, 12,000 accesses", "suggested hot set")
        .contains("Page: " + page);
    String html = Files.readString(page);
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .contains("keys[2]", "tiny.json")
        .doesNotContain("http", "NaN", "src=", "href=");
    assertThat(page.resolveSibling("page.html.part")).doesNotExist();
  }

  @Test
  void theHotSetIsAFileThatReadsBack() {
    Path file = folder.resolve("hot.bin");
    CommandRun run =
        CommandRun.of(
            "profile", config, "--out", page, "--hot-set", file, "--budget", "400B", "--json");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    HotSet hotSet = HotSetFile.read(file);
    // Rows of four floats, trained by SGD: 16 bytes.
    assertThat(hotSet.rows()).isEqualTo(25);
    assertThat(hotSet.table(0).name()).isEqualTo("table");
    JsonNode json = JsonMapper.shared().readTree(run.out());
    assertThat(json.path("event").asString()).isEqualTo("profiled");
    assertThat(json.path("samples").asLong()).isEqualTo(4000);
    assertThat(json.path("fields").size()).isEqualTo(3);
    assertThat(json.path("hot_set").path("bytes").asLong()).isEqualTo(400);
    assertThat(json.path("hot_set").path("accesses").asDouble()).isBetween(0.5, 1.0);
  }

  @Test
  void bothMethodsAndFewSamplesWork() {
    CommandRun run =
        CommandRun.of(
            "profile",
            config,
            "--out",
            page,
            "--samples",
            1,
            "--method",
            "threshold",
            "--sample-rate",
            1,
            "--small-field",
            "0");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("1 inputs, 3 accesses");
  }

  @ParameterizedTest
  @CsvSource({
    "--samples, 0, --samples must be > 0: samples=0",
    "--sample-rate, 0, --sample-rate must be above 0",
    "--sample-rate, NaN, --sample-rate must be above 0",
    "--budget, much, (--budget)",
    "--count-memory, -1, (--count-memory)",
    "--method, guess, --method",
    "--set, data.num_samples=0, num_samples",
    "--hot-set, /dev/null/hot, cannot write",
    "--out, /dev/null/page, the page cannot be written"
  })
  void whatIsWrongIsSaid(String option, String value, String message) {
    CommandRun run = CommandRun.of("profile", config, option, value);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void anEmptyDataSetIsSaid() throws Exception {
    Path data = folder.resolve("empty.tsv");
    Files.writeString(data, "");
    CommandRun run =
        CommandRun.of(
            "profile",
            config,
            "--set",
            "data.format=Criteo",
            "--set",
            "data.source=" + data,
            "--out",
            page);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(page).doesNotExist();
  }
}
