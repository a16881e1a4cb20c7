// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PlanCommandTest {
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

  @Test
  void aPlanSaysThatItLeavesPopularityOut() {
    assertThat(json().has("leaves_out")).isFalse();
    JsonNode plan = json("--set", "belady.popularity={}");
    assertThat(plan.get("leaves_out").get(0).asString()).isEqualTo("popularity");
    CommandRun text =
        CommandRun.of("plan", config, "--no-disk-probe", "--set", "belady.popularity={}");
    assertThat(text.out()).contains("belady.popularity is left out");
  }

  private CommandRun train(long bytes) {
    return CommandRun.of(
        "train",
        config,
        "--set",
        "belady.memory=" + bytes + "B",
        "--set",
        "belady.store=memory",
        "--out",
        folder.resolve("run"));
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
        .contains("disk: writes ")
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
  void wrongBatchesAreRefused() {
    CommandRun run = CommandRun.of("plan", config, "--batches", "few");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USER_ERROR);
    assertThat(run.err()).contains("--batches must be a number >= 2, or all: --batches=few");
  }
}
