// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.data.DataException;
import dev.belady.tier.MoveTotals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The plans of a run are written to a folder, and a run that takes its plans from there makes the
/// same moves and ends in the same bits; a log of something else is refused.
final class PlanLogTrainingTest {
  private static final int STEPS = 30;

  @TempDir private Path folder;
  private String json = "";
  private long budget;

  @BeforeEach
  void choose() throws InterruptedException {
    // The batches repeat, so that the run that finds the budget sees all of them.
    json =
        TieredModels.json(new Random(104), TieredModels.OPTIMIZERS.get(4), 24, 2000, 3)
            .replace("\"num_samples\":20000", "\"num_samples\":" + 24 * STEPS);
    budget = TieredBudgets.enough(json, STEPS + 5, 1, "belady.lookahead=4");
  }

  /// What a run did.
  private record Outcome(List<Long> hashes, RowUses uses, List<Long> moves, long splits) {}

  private ModelConfig config(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "belady.memory=" + budget + "B",
                "belady.lookahead=4",
                "belady.store_folder=" + folder));
    all.addAll(List.of(settings));
    return TieredModels.config(json, all.toArray(String[]::new));
  }

  private static Outcome run(ModelConfig config, int steps) throws InterruptedException {
    try (Session session = Session.open(config)) {
      return run(session, steps);
    }
  }

  private static Outcome run(Session session, int steps) throws InterruptedException {
    session.startDataReading();
    List<Long> hashes = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      assertThat(session.train()).isTrue();
      hashes.add(session.stateHash());
    }
    TierStatistics tier = session.tierStatistics();
    MoveTotals moves = tier.moves();
    return new Outcome(
        hashes,
        tier.uses(),
        List.of(moves.made(), moves.forwarded(), moves.fetched(), moves.written()),
        tier.splits());
  }

  private String log(String name) {
    return "belady.plan_log=" + folder.resolve(name);
  }

  private String replay(String name) {
    return "belady.plan_replay=" + folder.resolve(name);
  }

  private void assertSameLogs(String one, String other) throws IOException {
    for (String file : List.of("0.plans", "1.plans", "2.plans", "plans.json")) {
      assertThat(folder.resolve(other).resolve(file))
          .hasSameBinaryContentAs(folder.resolve(one).resolve(file));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "belady.policy=lookahead",
        "belady.policy=cdlrm",
        "belady.popularity={\"sample_rate\":1,\"budget\":\"4000B\",\"small_tables\":\"0B\"}",
        "belady.popularity={\"sample_rate\":1,\"budget\":\"4000B\",\"small_tables\":\"0B\",\"recalibrate\":6}"
      })
  void aReplayMakesTheSameMovesAndEndsInTheSameBits(String setting)
      throws InterruptedException, IOException {
    budget = TieredBudgets.enough(json, STEPS + 5, 1, "belady.lookahead=4", setting);
    Outcome plain = run(config(setting), STEPS);
    Outcome logged = run(config(setting, log("one"), "belady.threads=1"), STEPS);
    Outcome replayed =
        run(
            config(
                setting,
                replay("one"),
                log("two"),
                "belady.threads=2",
                "belady.io_threads=1",
                "belady.store=memory"),
            STEPS);
    assertThat(plain.splits()).isPositive();
    assertThat(logged.hashes()).isEqualTo(plain.hashes());
    assertThat(replayed.hashes()).isEqualTo(plain.hashes());
    assertSameLogs("one", "two");
    assertThat(folder.resolve("one.part")).doesNotExist();
    // Planner and mover are ahead of training by chance, so totals are compared batch by batch in
    // the logs above, and here once both runs are at the end of their data.
    Outcome end = end(setting, log("three"));
    assertThat(end(setting, replay("three"))).isEqualTo(end);
    assertThat(end.moves().getFirst()).isPositive();
    assertThat(end.moves().getLast()).isPositive();
  }

  /// A run of one pass, after which nothing is under way.
  private Outcome end(String... settings) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of("solver.max_iter=null", "solver.num_epochs=1"));
    try (Session session = Session.open(config(all.toArray(String[]::new)))) {
      Outcome outcome = run(session, STEPS);
      assertThat(session.train()).isFalse();
      TierStatistics tier = session.tierStatistics();
      MoveTotals moves = tier.moves();
      return new Outcome(
          outcome.hashes(),
          tier.uses(),
          List.of(moves.made(), moves.forwarded(), moves.fetched(), moves.written()),
          tier.splits());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory:belady.memory=8MiB",
        "lookahead:belady.lookahead=5",
        "policy:belady.policy=cdlrm",
        "batchsize:solver.batchsize=23",
        "hot_set:belady.popularity={\"budget\":\"1000B\"}"
      })
  void aLogOfAnotherRunIsRefusedBeforeTheFirstBatch(String difference) throws InterruptedException {
    run(config(log("one")), 5);
    String key = difference.substring(0, difference.indexOf(':'));
    String setting = difference.substring(difference.indexOf(':') + 1);
    refusedFor(key, config(replay("one"), setting));
  }

  @Test
  void aLogOfRowsOfAnotherLengthIsRefused() throws InterruptedException {
    run(config(log("one")), 5);
    json =
        json.replace(
            TieredModels.OPTIMIZERS.get(4).replace('\'', '"'),
            TieredModels.OPTIMIZERS.get(0).replace('\'', '"'));
    refusedFor("tables", config(replay("one")));
  }

  private void refusedFor(String key, ModelConfig config) throws InterruptedException {
    try (Session session = Session.open(config)) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(session::startDataReading)
          .withMessageStartingWith(key + " must be that of the plan log: log=")
          .withMessageEndingWith("(" + folder.resolve("one") + ")");
    }
  }

  @Test
  void aLogOfOtherKeysEndsTheRunBeforeAnyOfThemIsTrained() throws InterruptedException {
    budget *= 2;
    run(config(log("one")), 5);
    try (Session session = Session.open(config(replay("one"), "data.options.seed=99"))) {
      session.startDataReading();
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(session::train)
          .withMessageStartingWith("a plan log must be replayed on the keys that it was made from")
          .withMessageContaining("batch=0")
          .withMessageContaining("0.plans");
    }
  }

  @Test
  void aRunThatIsLongerThanTheLogEndsWithTheLastBatchOfIt() throws InterruptedException {
    Outcome logged = run(config(log("one")), 7);
    try (Session session = Session.open(config(replay("one")))) {
      assertThat(run(session, 7).hashes()).isEqualTo(logged.hashes());
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(session::train)
          .withMessageStartingWith("a plan log must not end before the run: batches=7 (");
      assertThat(session.stateHash()).isEqualTo(logged.hashes().getLast());
    }
  }

  @Test
  void aDamagedLogIsRefused() throws InterruptedException, IOException {
    run(config(log("one")), 5);
    Path file = folder.resolve("one").resolve("1.plans");
    byte[] sound = Files.readAllBytes(file);
    byte[] cut = new byte[sound.length - 1];
    System.arraycopy(sound, 0, cut, 0, cut.length);
    Files.write(file, cut);
    refused("a plan log must be as long as it was written: written=" + sound.length);
    byte[] changed = sound.clone();
    changed[changed.length / 2] ^= 4;
    Files.write(file, changed);
    refused("a plan log must have its checksum (" + file);
    Files.delete(file);
    refused("a plan log cannot be read: ");
    Files.write(file, sound);
    Path manifest = folder.resolve("one").resolve("plans.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.substring(0, text.length() / 2));
    refused("plans.json must be JSON: ");
    Files.writeString(manifest, text.replace("\"version\" : 1", "\"version\" : 2"));
    refused("the version of plan logs must be 1: version=2");
    Files.delete(manifest);
    refused("a folder of plan logs must hold plans.json: ");
    Files.writeString(manifest, text);
    assertThat(run(config(replay("one")), 5).hashes()).hasSize(5);
  }

  private void refused(String message) throws InterruptedException {
    try (Session session = Session.open(config(replay("one")))) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(session::startDataReading)
          .withMessageStartingWith(message);
    }
  }

  @Test
  void aRunThatGoesOnHasALogOfItsOwn() throws InterruptedException {
    Path manifest;
    try (Session session = Session.open(config(log("first")))) {
      run(session, 9);
      manifest = session.save(folder.resolve("saved").toString()).getLast();
    }
    Outcome logged;
    try (Session session = Session.open(config(log("second")))) {
      session.load(manifest);
      logged = run(session, 9);
    }
    try (Session session = Session.open(config(replay("second")))) {
      session.load(manifest);
      assertThat(run(session, 9).hashes()).isEqualTo(logged.hashes());
    }
    try (Session session = Session.open(config(replay("second")))) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(session::startDataReading)
          .withMessageContaining(" must be that of the plan log: ");
    }
    try (Session session = Session.open(config(replay("first")))) {
      session.load(manifest);
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(session::startDataReading)
          .withMessageContaining(" must be that of the plan log: ");
    }
  }

  @Test
  void whatIsThereAlreadyStaysAndARunWithoutABatchLeavesNothing()
      throws InterruptedException, IOException {
    Files.createDirectories(folder.resolve("one"));
    Files.writeString(folder.resolve("one").resolve("mine.txt"), "mine");
    try (Session session = Session.open(config(log("one")))) {
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(session::startDataReading)
          .withMessageStartingWith("nothing must be there yet");
    }
    try (Session session = Session.open(config(log("two")))) {
      session.startDataReading();
    }
    assertThat(folder.resolve("two")).doesNotExist();
    assertThat(folder.resolve("two.part")).doesNotExist();
  }

  @Test
  void aLogThatCannotBeCompletedIsTold() throws InterruptedException, IOException {
    Session session = Session.open(config(log("one")));
    run(session, 3);
    Files.createDirectories(folder.resolve("one"));
    Files.writeString(folder.resolve("one").resolve("mine.txt"), "mine");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(session::close)
        .withMessageStartingWith("cannot write: ");
    assertThat(folder.resolve("one.part")).doesNotExist();
  }

  @Test
  void aLogNeedsABudget() {
    for (String key : List.of("plan_log", "plan_replay")) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> TieredModels.config(json, "belady." + key + "=x"))
          .withMessageContaining(key + " needs a budget: memory is missing");
    }
    assertThat(config(log("one"), replay("two")).notices()).isEmpty();
  }
}
