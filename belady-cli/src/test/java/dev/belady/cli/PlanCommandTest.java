// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PlanCommandTest {
  private static final Pattern REFUSAL =
      Pattern.compile(
          "least=(\\d+)B for the next \\d+ batches, of them (\\d+)B for hot rows"
              + "(?:, with popularity.budget=(\\d+)B)? \\(belady, ");

  @TempDir private Path folder;
  private Path config = Path.of("");

  @BeforeEach
  void write() throws Exception {
    config = TinyModel.write(folder, 30);
  }

  private JsonNode json(Object... more) {
    Object[] arguments = new Object[more.length + 4];
    arguments[0] = "plan";
    arguments[1] = config;
    arguments[2] = "--json";
    arguments[3] = "--no-disk-probe";
    System.arraycopy(more, 0, arguments, 4, more.length);
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return JsonMapper.shared().readTree(run.out());
  }

  @Test
  void theSmallestBudgetOfAllBatchesTrainsAndOneByteLessDoesNot() {
    JsonNode plan = json("--batches", "all");
    assertThat(plan.get("complete").asBoolean()).isTrue();
    assertThat(plan.get("batches").asInt()).isEqualTo(30);
    long least = plan.get("least_bytes").asLong();
    assertThat(plan.get("safe_bytes").asLong()).isGreaterThanOrEqualTo(least);
    assertThat(train(least).exitCode()).isEqualTo(ExitCode.OK);
    CommandRun refused = train(least - 1);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(refused.err()).contains("memory must hold the rows of each batch");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"budget\":\"640B\"}", "{\"small_tables\":\"1B\",\"sample_rate\":0.5}"})
  void theSmallestBudgetWithHotRowsTrainsAndOneByteLessDoesNot(String popularity) {
    String[] hot = {"--set", "belady.popularity=" + popularity};
    long least = json("--batches", "all", hot[0], hot[1]).get("least_bytes").asLong();
    assertThat(train(least, hot).exitCode()).isEqualTo(ExitCode.OK);
    CommandRun refused = train(least - 1, hot);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(refused.err()).containsPattern("and the hot rows: memory=" + (least - 1) + "B");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"budget\":\"640B\"}"})
  void whatARefusalSaysOfHotRowsIsEnough(String popularity) {
    List<String> hot = new ArrayList<>(List.of("--set", "belady.popularity=" + popularity));
    long bytes = 1000;
    for (int i = 0; i < 10; i++) {
      CommandRun run = train(bytes, hot.toArray(String[]::new));
      if (run.exitCode() == ExitCode.OK) {
        assertThat(i).isPositive();
        assertThat(train(bytes - 1, hot.toArray(String[]::new)).exitCode())
            .isEqualTo(ExitCode.USER_ERROR);
        return;
      }
      Matcher said = REFUSAL.matcher(run.err());
      assertThat(said.find()).as(run.err()).isTrue();
      assertThat(Long.parseLong(said.group(1))).isGreaterThan(bytes);
      bytes = Long.parseLong(said.group(1));
      if (said.group(3) != null) {
        assertThat(Long.parseLong(said.group(3)))
            .isGreaterThanOrEqualTo(Long.parseLong(said.group(2)));
        hot.addAll(List.of("--set", "belady.popularity.budget=" + said.group(3) + "B"));
      }
    }
    throw new AssertionError("no budget was enough, the last was " + bytes);
  }

  @Test
  void hotRowsAreInThePlanAndAScheduleIsNot() {
    JsonNode plan = json("--set", "belady.popularity={}", "--set", "belady.memory=1MiB");
    assertThat(plan.get("memory").get("which rows are hot").asLong()).isPositive();
    assertThat(plan.get("budgets").get(0).get("hot_rows").asLong()).isPositive();
    assertThat(plan.has("left_out")).isFalse();
    assertThat(json("--set", "belady.popularity.schedule=fae").get("left_out").asString())
        .contains("schedule");
    assertThat(json().get("budgets").get(0).get("hot_rows").asLong()).isZero();
  }

  @Test
  void theRatesAreThoseOfTheRun() {
    long least = json("--batches", "all").get("least_bytes").asLong();
    String[] memory = {"--set", "belady.memory=" + least + "B", "--set", "belady.store=memory"};
    JsonNode plan = json("--batches", "all", memory[0], memory[1], memory[2], memory[3]);
    JsonNode budget = plan.get("budgets").get(0);
    assertThat(budget.get("bytes").asLong()).isEqualTo(least);
    CommandRun run =
        CommandRun.of(
            "train",
            config,
            "--json",
            memory[0],
            memory[1],
            memory[2],
            memory[3],
            "--out",
            folder.resolve("run"));
    JsonNode moved =
        run.out()
            .lines()
            .map(line -> JsonMapper.shared().readTree(line))
            .filter(event -> event.get("event").asString().equals("rows_moved"))
            .findFirst()
            .orElseThrow();
    assertThat(moved.get("frames").asLong()).isEqualTo(budget.get("frames").asLong());
    assertThat(backRate(budget)).isCloseTo(backRate(moved), within(0.05));
    assertThat(backRate(budget)).isPositive();
  }

  private static double backRate(JsonNode rates) {
    return 1 - rates.get("hit_rate").asDouble() - rates.get("first_use_rate").asDouble();
  }

  private CommandRun train(long bytes, String... more) {
    List<Object> arguments = new ArrayList<>(List.of("train", config));
    arguments.addAll(List.of(more));
    arguments.addAll(
        List.of(
            "--set",
            "belady.memory=" + bytes + "B",
            "--set",
            "belady.store=memory",
            "--out",
            folder.resolve("run")));
    return CommandRun.of(arguments.toArray());
  }

  @Test
  void theBoundOfTheStoreIsThatOfTheRun() {
    JsonNode plan = json("--batches", "all");
    assertThat(plan.get("most_store_bytes").asLong())
        .isGreaterThanOrEqualTo(plan.get("store_bytes").asLong());
    CommandRun text = CommandRun.of("plan", config, "--no-disk-probe");
    assertThat(text.out()).contains(" expected in ").contains("never more than ");
  }

  @Test
  void theBudgetThatHoldsAnyBatchIsTheOneBelowWhichARunSaysSo() {
    long safe = json().get("safe_bytes").asLong();
    assertThat(train(safe).out()).doesNotContain("notice: ");
    assertThat(train(safe - 1).out())
        .contains(
            "notice: a later batch may need more than the budget, but none more than " + safe);
  }

  @Test
  void thePeakIsTheSumOfItsParts() {
    JsonNode plan = json("--set", "belady.memory=1MiB");
    long sum = 0;
    for (JsonNode part : plan.get("memory")) {
      sum += part.asLong();
    }
    assertThat(plan.get("peak_bytes").asLong()).isEqualTo(sum);
    JsonNode table = plan.get("tables").get(0);
    assertThat(table.get("seen_rows").asLong()).isEqualTo(table.get("rows").asLong());
    assertThat(table.get("weight_bytes").asLong()).isEqualTo(table.get("rows").asLong() * 16);
  }

  @Test
  void peopleReadTablesAndOneSentenceOfAdvice() {
    CommandRun run = CommandRun.of("plan", config, "--batches", 10, "--speed", 1000);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("looked at the keys of the first 10 batches (640 samples)")
        .contains("smallest budget for these batches: ")
        .contains("time per batch: 64.0 ms at 1k samples/s")
        .contains("disk, 16 threads: reads ")
        .contains("advice: all rows fit in memory");
  }

  @Test
  void aBudgetThatIsTooSmallIsSaid() {
    CommandRun run =
        CommandRun.of("plan", config, "--no-disk-probe", "--set", "belady.memory=100B");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("advice: belady.memory must be at least ");
  }

  @Test
  void autoShowsTheNumberItBecame() {
    CommandRun run =
        CommandRun.of(
            "train", config, "--set", "belady.memory=auto", "--set", "belady.store=memory");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("memory=auto became ").contains("reserve=");
  }

  @Test
  void aCheckNamesTheMostMemory() {
    assertThat(CommandRun.of("check", config).out())
        .containsPattern("memory: at most \\d+ MiB with all rows in memory; belady plan");
    assertThat(CommandRun.of("check", config, "--no-data", "--set", "belady.memory=1MiB").out())
        .containsPattern(
            "memory: at most \\d+ MiB .*, \\d+ MiB with belady.memory=1MiB; belady plan");
  }

  @Test
  void wrongBatchesAreRefused() {
    CommandRun run = CommandRun.of("plan", config, "--batches", "few");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err()).contains("--batches must be a number >= 2, or all: --batches=few");
  }
}
