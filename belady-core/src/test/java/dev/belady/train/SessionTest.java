// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.Split;
import dev.belady.model.Model;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a session does when something goes wrong, and that evaluations leave no trace.
class SessionTest {
  private static final int BATCH = 16;

  @TempDir private Path folder;

  @Test
  void batchesThatAreNotFiniteLeaveNoTrace() throws InterruptedException {
    int bad = 5;
    long expected;
    try (Session session = session()) {
      session.startDataReading(new MemorySource(samples(session, 0, 3)));
      trainAll(session);
      expected = session.stateHash();
    }
    try (Session session = session()) {
      Batch samples = samples(session, bad, 3);
      for (int batch = 0; batch < bad; batch++) {
        samples.dense()[batch * BATCH * 3] = Float.NaN;
      }
      session.startDataReading(new MemorySource(samples));
      long before = session.stateHash();
      for (int batch = 0; batch < bad; batch++) {
        assertThatThrownBy(session::train).isInstanceOf(TrainingException.class);
        assertThat(session.stateHash()).isEqualTo(before);
      }
      trainAll(session);
      assertThat(session.stateHash()).isEqualTo(expected);
    }
  }

  /// The loaded model has no rows beyond those that training reached.
  @Test
  void anEvaluationDoesNotSeeRowsMadeAheadAndChangesNothing() throws InterruptedException {
    try (Session session = session();
        Session loaded = session()) {
      session.startDataReading();
      for (int step = 0; step < 3; step++) {
        session.train();
      }
      awaitRowsAhead(session);
      long hash = session.stateHash();
      EvaluationResult result = session.evaluation();
      assertThat(session.stateHash()).isEqualTo(hash);
      loaded.load(session.save(folder.resolve("m").toString()).getLast());
      assertThat(loaded.evaluation()).isEqualTo(result);
      assertThat(result.unknownKeys()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"L1", "L2"})
  void theLossesOfTrainingAndEvaluationHoldTheRegularizersPart(String kind)
      throws InterruptedException {
    String metrics = "solver.eval_metrics=[\"AverageLoss\"]";
    String lambda = "layers.loss.lambda=0.5";
    String regularizer = "layers.loss.regularizer=\"" + kind + "\"";
    try (Session plain = session(metrics);
        Session penalised = session(metrics, regularizer, lambda)) {
      double sum = 0;
      for (float w : plain.model().parameters()) {
        sum += kind.equals("L1") ? Math.abs(w) : (double) w * w / 2;
      }
      double evaluated = plain.evaluation().metrics().getFirst().value();
      assertThat(penalised.evaluation().metrics().getFirst().value())
          .isCloseTo(evaluated + 0.5 * sum / 256, within(1e-9));
      plain.startDataReading();
      penalised.startDataReading();
      plain.train();
      penalised.train();
      assertThat(penalised.currentLoss())
          .isCloseTo(plain.currentLoss() + 0.5 * sum / BATCH, within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"belady.threads=1", "belady.memory=64MiB"})
  void closingWaitsForThePlannerEvenWhenInterrupted(String setting) throws InterruptedException {
    Set<Thread> before = planners();
    Session session = session(setting, "optimizer.update_type=Local");
    Thread closer = new Thread(session::close);
    Set<Thread> own = new HashSet<>();
    Runnable whileThePlannerMustWait =
        () -> {
          assertThatCode(session::startDataReading).doesNotThrowAnyException();
          own.addAll(planners());
          own.removeAll(before);
          while (own.stream().noneMatch(SessionTest::resolves)) {
            Thread.onSpinWait();
          }
          closer.start();
          closer.interrupt();
          assertThatCode(() -> closer.join(100)).doesNotThrowAnyException();
          assertThat(closer.isAlive()).isTrue();
        };
    session.resolver().whileTablesRest(whileThePlannerMustWait);
    closer.join();
    assertThat(own).hasSize(1).noneMatch(Thread::isAlive);
  }

  @Test
  void aClosedSessionCanBeClosedAgainButNotTrained() throws InterruptedException {
    Session session = session();
    session.startDataReading();
    session.train();
    session.close();
    session.close();
    assertThatThrownBy(session::train)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the session was closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"belady.threads=1", "belady.memory=64MiB"})
  void everyCallAfterAFailureOfTheDataFails(String setting) throws InterruptedException {
    try (Session session = session(setting, "optimizer.update_type=Local")) {
      session.startDataReading(new FailingSource(session.config().data().schema()));
      for (int call = 0; call < 3; call++) {
        assertThatThrownBy(session::train).isInstanceOf(DataException.class).hasMessage("broken");
      }
    }
  }

  /// Waits until the planner has made a row beyond those of the trained batches.
  private static void awaitRowsAhead(Session session) {
    Model model = session.model();
    AtomicBoolean ahead = new AtomicBoolean();
    while (!ahead.get()) {
      Runnable look = () -> ahead.set(model.tables().getFirst().rows() > model.trainedRows(0));
      session.resolver().whileTablesRest(look);
    }
  }

  private static void trainAll(Session session) throws InterruptedException {
    for (int batch = 0; batch < 3; batch++) {
      assertThat(session.train()).isTrue();
    }
  }

  private static boolean resolves(Thread planner) {
    return Arrays.stream(planner.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("resolveForTraining"));
  }

  private static Set<Thread> planners() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("belady-planner"))
        .collect(Collectors.toSet());
  }

  private static Session session(String... settings) {
    String adam =
        "{'type':'Adam','update_type':'Global','adam_hparam':{'learning_rate':0.01,'beta1':0.9,'beta2':0.999,'epsilon':1e-7}}";
    String json = SmallModels.json(SmallModels.DEEP_WITH_BATCH_NORM, adam, BATCH);
    return Session.open(
        ConfigFile.parse(json, "small.json", ConfigOverrides.of(List.of(settings))));
  }

  /// Some batches of ones, then some whose samples are a function of their place among these.
  private static Batch samples(Session session, int ones, int batches) {
    Batch samples = new Batch(session.config().data().schema(), (ones + batches) * BATCH);
    for (int sample = 0; sample < samples.capacity(); sample++) {
      int place = sample - ones * BATCH;
      for (int i = 0; i < 3; i++) {
        samples.dense()[sample * 3 + i] = place < 0 ? 1 : (place * 7 + i * 5) % 11;
      }
      samples.labels()[sample] = Math.floorMod(place, 2);
      for (int slot = 0; slot < 5; slot++) {
        samples.sparse(0).addBag(slot);
      }
    }
    samples.setSize(samples.capacity());
    return samples;
  }

  /// Data that cannot be read.
  private record FailingSource(Schema schema) implements SampleSource {
    @Override
    public List<Split> splits() {
      return List.of(
          new Split() {
            @Override
            public String describe() {
              return "broken";
            }

            @Override
            public Reader open() {
              throw new DataException("broken");
            }
          });
    }

    @Override
    public OptionalLong sampleCount() {
      return OptionalLong.empty();
    }
  }
}
