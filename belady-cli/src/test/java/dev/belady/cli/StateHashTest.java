// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The check that the README shows: the example with its budget, and without, has one hash.
final class StateHashTest {
  private static final Path EXAMPLE = ReadmeTest.root().resolve("examples/larger-than-memory.json");

  @TempDir private Path folder;

  @Test
  void aRunUnderABudgetHasTheHashOfTheResidentRun() {
    CommandRun bounded = train(40, "--set", "belady.memory=3MiB");
    CommandRun resident = train(40, "--set", "belady.memory=null");
    assertThat(bounded.out()).containsPattern("found in a frame +[0-9,]+ +[0-9.]+%");
    assertThat(resident.out()).doesNotContain("found in a frame");
    assertThat(hash(bounded)).matches("State hash: [0-9a-f]{16}").isEqualTo(hash(resident));
    assertThat(hash(train(39, "--set", "belady.memory=null"))).isNotEqualTo(hash(resident));
  }

  @Test
  void hotRowsChangeNoBitInMemoryOrUnderABudget() {
    String[] budgets = {"null", "3MiB"};
    String expected = hash(train(20, "--set", "belady.memory=null"));
    for (String budget : budgets) {
      CommandRun hot =
          train(
              20,
              "--set",
              "belady.memory=" + budget,
              "--set",
              "belady.popularity.budget=256KiB",
              "--set",
              "belady.popularity.small_tables=0B");
      assertThat(hot.out())
          .containsPattern(
              "hot rows: [0-9,]+ \\(0.[0-9] MiB\\) stay in memory; they take [0-9.]+% of the"
                  + " accesses of the [0-9,]+ inputs that were counted, and can be expected to take"
                  + " [0-9.]+% of those of others\\R")
          .containsPattern("stay in memory, [1-9][0-9.]*% of the accesses were theirs");
      assertThat(hash(hot)).as(budget).isEqualTo(expected);
    }
  }

  @Test
  void aScheduleHasOneHashWithAnyBudget() {
    String fae =
        "belady.popularity={\"schedule\":\"fae\",\"budget\":\"2MiB\",\"small_tables\":\"0B\"}";
    CommandRun resident = train(20, "--set", "belady.memory=null", "--set", fae);
    CommandRun bounded = train(20, "--set", "belady.memory=4MiB", "--set", fae);
    assertThat(hash(bounded)).isEqualTo(hash(resident));
    assertThat(folder.resolve("_schedule.jsonl")).exists();
  }

  @Test
  void aRunThatRepeatsLoggedPlansHasTheSameHash() {
    String[] memory = {"--set", "belady.memory=3MiB"};
    Path plans = folder.resolve("plans");
    CommandRun logged = train(20, memory[0], memory[1], "--set", "belady.plan_log=" + plans);
    assertThat(plans.resolve("plans.json")).exists();
    CommandRun replayed = train(20, memory[0], memory[1], "--set", "belady.plan_replay=" + plans);
    assertThat(hash(replayed)).isEqualTo(hash(logged));
  }

  @Test
  void quietPrintsTheHashAloneAndJsonAnEvent() {
    String text = train(5, "--quiet").out();
    assertThat(text).matches("State hash: [0-9a-f]{16}\\R");
    String event = train(5, "--json").out().lines().toList().getLast();
    assertThat(JsonMapper.shared().readTree(event).get("event").asString()).isEqualTo("state_hash");
    assertThat(text).contains(JsonMapper.shared().readTree(event).get("hash").asString());
  }

  private CommandRun train(int steps, Object... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", EXAMPLE, "--state-hash", "--out", folder));
    arguments.addAll(List.of("--set", "solver.batchsize=256"));
    // Hot rows are found in, and hot inputs told from, the whole training set.
    arguments.addAll(List.of("--set", "data.num_samples=20000"));
    arguments.addAll(List.of("--set", "solver.eval_interval=20"));
    arguments.addAll(List.of("--set", "solver.batchsize_eval=512"));
    arguments.addAll(List.of("--set", "solver.max_iter=" + steps));
    arguments.addAll(Arrays.asList(more));
    CommandRun run = CommandRun.of(arguments.toArray());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return run;
  }

  private static String hash(CommandRun run) {
    return run.out().lines().toList().getLast();
  }
}
