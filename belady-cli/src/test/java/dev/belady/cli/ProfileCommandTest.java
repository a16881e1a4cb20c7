// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.Split;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotSetFile;
import dev.belady.popularity.HotTable;
import dev.belady.popularity.InputSample;
import dev.belady.train.Readers;
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
  void theFiguresOfTheHotSetAreThoseOfACount() throws Exception {
    Path file = folder.resolve("hot.bin");
    CommandRun run =
        CommandRun.of(
            "profile",
            config,
            "--out",
            page,
            "--hot-set",
            file,
            "--budget",
            "480B",
            "--json",
            "--small-field",
            "0",
            "--sample-rate",
            0.2);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    JsonNode figures = JsonMapper.shared().readTree(run.out()).path("hot_set");
    ModelConfig model = ConfigFile.read(config, ConfigOverrides.none());
    HotTable hot = HotSetFile.read(file).table(0);
    InputSample sample = new InputSample(model.seed(), 0.2);
    long[] hotAccesses = new long[2];
    long[] accesses = new long[2];
    long hotInputs = 0;
    for (Split split : Readers.trainSource(model, new BadRecords(0)).splits()) {
      try (Split.Reader reader = split.open()) {
        Batch one = new Batch(model.data().schema(), 1);
        for (long number = accesses[0] / 3 + accesses[1] / 3; reader.read(one) > 0; number++) {
          int kind = sample.includes(number) ? 1 : 0;
          int found = 0;
          for (int key = 0; key < 3; key++) {
            found += hot.rank(one.sparse(0).keys()[key]) < 0 ? 0 : 1;
          }
          hotAccesses[kind] += found;
          accesses[kind] += 3;
          hotInputs += found == 3 ? 1 : 0;
        }
      }
    }
    assertThat(accesses[0] + accesses[1]).isEqualTo(12_000);
    assertThat(figures.path("samples").asLong()).isEqualTo(accesses[1] / 3);
    assertThat(figures.path("accesses").asDouble())
        .isCloseTo((hotAccesses[0] + hotAccesses[1]) / 12_000.0, within(1e-9));
    assertThat(figures.path("accesses_of_others").asDouble())
        .isCloseTo((double) hotAccesses[0] / accesses[0], within(1e-9));
    assertThat(figures.path("accesses_expected").asDouble())
        .isCloseTo((double) hotAccesses[0] / accesses[0], within(0.03));
    assertThat(figures.path("inputs").asDouble()).isCloseTo(hotInputs / 4000.0, within(0.02));
    assertThat(figures.path("accesses_lost").asDouble()).isBetween(0.0, 0.02);
    assertThat(figures.has("notice")).isFalse();
  }

  @Test
  void whatTheSampleCostsIsSaidOnThePageToo() throws Exception {
    CommandRun run =
        CommandRun.of(
            "profile",
            config,
            "--out",
            page,
            "--set",
            "layers.data.slot_size_array=[20000,20,10]",
            "--small-field",
            "0",
            "--budget",
            "1MiB");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    String sentence =
        "few inputs were counted: a higher --sample-rate (belady.popularity.sample_rate) finds";
    assertThat(run.out())
        .contains("inputs that need hot rows only: ")
        .contains("of the accesses of inputs outside of the sample: ")
        .contains("a run, which knows the sample alone, expects of those: ")
        .contains("notice: about ")
        .contains(sentence);
    assertThat(Files.readString(page))
        .contains(sentence)
        .contains("inputs that need hot rows only");
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
