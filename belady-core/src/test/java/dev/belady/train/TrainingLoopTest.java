// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.data.DataException;
import dev.belady.train.TrainingEvent.Evaluated;
import dev.belady.train.TrainingEvent.Finished;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingEvent.Reason;
import dev.belady.train.TrainingEvent.Saved;
import dev.belady.train.TrainingEvent.Started;
import dev.belady.train.TrainingEvent.Warning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
  @TempDir private Path folder;

  @Test
  void aRunDoesEverythingAtItsIterations() throws InterruptedException {
    List<TrainingEvent> events =
        run("solver.max_iter=10", "solver.eval_interval=4", "solver.snapshot=3");
    assertThat(events.getFirst()).isInstanceOf(Started.class);
    assertThat(iterations(events, Evaluated.class)).containsExactly(4L, 8L, 10L);
    assertThat(iterations(events, Saved.class)).containsExactly(3L, 6L, 9L, 10L);
    assertThat(iterations(events, Progress.class)).contains(2L, 4L, 6L, 8L, 10L);
    Finished finished = (Finished) events.getLast();
    assertThat(finished.reason()).isEqualTo(Reason.COMPLETED);
    assertThat(finished.iteration()).isEqualTo(10);
    assertThat(finished.bestReachableAuc()).isBetween(0.6, 0.95);
  }

  @Test
  void epochsTrainEverySampleOnceEach() throws InterruptedException {
    List<TrainingEvent> events =
        run("solver.max_iter=null", "solver.num_epochs=2", "data.num_samples=100");
    // 100 samples in batches of 32 are 4 batches an epoch, the last one of 4 samples.
    assertThat(((Finished) events.getLast()).iteration()).isEqualTo(8);
    assertThat(
            events.stream()
                .filter(Progress.class::isInstance)
                .map(event -> ((Progress) event).position().samples()))
        .contains(200L);
  }

  @Test
  void withoutEvaluationDataARunWarnsAndEndsWell() throws InterruptedException {
    List<TrainingEvent> events =
        run("solver.max_iter=4", "solver.eval_interval=2", "data.eval_num_samples=0");
    assertThat(iterations(events, Evaluated.class)).isEmpty();
    assertThat(((Finished) events.getLast()).iteration()).isEqualTo(4);
    assertThat(warnings(events))
        .containsExactly(
            "there are no evaluations, because eval_source is missing: eval_interval=2");
  }

  @Test
  void skippedRecordsAreCountedAtTheEnd() throws Exception {
    Path file = folder.resolve("rows.txt");
    String row = "1" + "\t1".repeat(13) + "\tab".repeat(26);
    Files.write(file, List.of(row, "short", row, "1\tshort too", row));
    List<TrainingEvent> events =
        run(
            "solver.max_iter=null",
            "solver.num_epochs=2",
            "belady.skip_bad_records=5",
            "data.format=\"Criteo\"",
            "data.source=\"" + file + "\"",
            "data.dense.dense_dim=13",
            "data.sparse=[{\"top\":\"keys\",\"type\":\"DistributedSlot\",\"slot_num\":26,"
                + "\"max_feature_num_per_sample\":26}]",
            "data.slot_size_array=" + Collections.nCopies(26, 100),
            "data.num_samples=null",
            "data.eval_num_samples=null",
            "data.options=null");
    assertThat(((Finished) events.getLast()).iteration()).isEqualTo(2);
    assertThat(warnings(events)).hasSize(3);
    assertThat(warnings(events).subList(0, 2))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("skipped: ").contains("line 2, byte 106"),
            second -> assertThat(second).startsWith("skipped: ").contains("line 4, byte 218"));
    assertThat(warnings(events).getLast())
        .isEqualTo("bad records were skipped: skipped=2, skip_bad_records=5");
  }

  @Test
  void anAucThatIsReachedEndsTheRun() throws InterruptedException {
    List<TrainingEvent> events =
        run("solver.max_iter=50", "solver.eval_interval=5", "solver.eval_metrics=[\"AUC:0.1\"]");
    Finished finished = (Finished) events.getLast();
    assertThat(finished.reason()).isEqualTo(Reason.AUC_REACHED);
    assertThat(finished.iteration()).isEqualTo(5);
    assertThat(iterations(events, Saved.class)).containsExactly(5L);
  }

  @Test
  void aRequestToStopEndsTheRunAfterTheBatchAndSaves() throws InterruptedException {
    List<TrainingEvent> events = new ArrayList<>();
    try (Session session = Session.open(config("solver.max_iter=1000"))) {
      TrainingLoop[] loop = new TrainingLoop[1];
      loop[0] =
          new TrainingLoop(
              session,
              event -> {
                events.add(event);
                if (event instanceof Progress progress && progress.iteration() == 6) {
                  loop[0].requestStop();
                }
              });
      Finished finished = loop[0].run();
      assertThat(finished.reason()).isEqualTo(Reason.INTERRUPTED);
      assertThat(finished.iteration()).isEqualTo(6);
    }
    assertThat(iterations(events, Saved.class)).containsExactly(6L);
    assertThat(iterations(events, Evaluated.class)).isEmpty();
  }

  @Test
  void predictionsThatAreAllAlikeAreReportedOnce() throws InterruptedException {
    List<TrainingEvent> events =
        run(
            "solver.max_iter=9",
            "solver.eval_interval=3",
            "optimizer.sgd_hparam.learning_rate=1e-30",
            "layers.logit.fc_param.weight_init=Zero");
    assertThat(warnings(events))
        .singleElement()
        .asString()
        .contains("every prediction is", "ignores its input");
  }

  @Test
  void evaluationDataThatIsMissingEndsTheRunBeforeItTrains() {
    List<TrainingEvent> events = new ArrayList<>();
    ModelConfig config =
        config("data.format=Norm", "data.options=null", "data.eval_source=nowhere.txt");
    try (Session session = Session.open(config)) {
      assertThatThrownBy(() -> new TrainingLoop(session, events::add).run())
          .isInstanceOf(DataException.class)
          .hasMessage("file does not exist: nowhere.txt");
    }
    assertThat(events).isEmpty();
  }

  @Test
  void aFolderThatCannotBeWrittenEndsTheRunBeforeItTrains() throws IOException {
    Files.writeString(folder.resolve("file"), "no folder");
    List<TrainingEvent> events = new ArrayList<>();
    ModelConfig config = config("solver.max_iter=4");
    config = withPrefix(config, folder.resolve("file/m"));
    try (Session session = Session.open(config)) {
      assertThatThrownBy(() -> new TrainingLoop(session, events::add).run())
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("cannot write: ");
    }
    assertThat(events).isEmpty();
  }

  @Test
  void theModelIsSavedWhenTheLossIsNoLongerFinite() {
    List<TrainingEvent> events = new ArrayList<>();
    ModelConfig config = config("solver.max_iter=100", "optimizer.sgd_hparam.learning_rate=1e30");
    try (Session session = Session.open(config)) {
      assertThatThrownBy(() -> new TrainingLoop(session, events::add).run())
          .isInstanceOf(TrainingException.class);
      assertThat(iterations(events, Saved.class)).containsExactly(session.model().step());
    }
  }

  @Test
  void aModelThatCannotBeSavedAfterAFailureIsSpokenOf() throws IOException {
    List<TrainingEvent> events = new ArrayList<>();
    ModelConfig config = config("solver.max_iter=100", "optimizer.sgd_hparam.learning_rate=1e30");
    config = withPrefix(config, folder.resolve("gone/m"));
    Path gone = folder.resolve("gone");
    try (Session session = Session.open(config)) {
      TrainingListener listener =
          event -> {
            events.add(event);
            if (event instanceof Started) {
              replaceByAFile(gone);
            }
          };
      assertThatThrownBy(() -> new TrainingLoop(session, listener).run())
          .isInstanceOf(TrainingException.class);
      assertThat(events.getLast()).isInstanceOf(Warning.class);
      assertThat(((Warning) events.getLast()).text())
          .startsWith("the model of iteration " + session.model().step() + " was not saved: cannot")
          .contains(gone.toString());
    }
  }

  private static void replaceByAFile(Path folder) {
    try {
      Files.delete(folder);
      Files.writeString(folder, "no folder");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelConfig withPrefix(ModelConfig config, Path prefix) {
    return ConfigFile.parse(
        config.json(),
        config.file(),
        ConfigOverrides.of(List.of("solver.snapshot_prefix=\"" + prefix + "\"")));
  }

  private List<TrainingEvent> run(String... settings) throws InterruptedException {
    List<TrainingEvent> events = new ArrayList<>();
    try (Session session = Session.open(config(settings))) {
      new TrainingLoop(session, events::add).run();
    }
    return events;
  }

  private ModelConfig config(String... settings) {
    String sgd = "{'type':'SGD','sgd_hparam':{'learning_rate':0.1}}";
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("solver.display=2");
    all.add("solver.snapshot_prefix=\"" + folder.resolve("m") + "\"");
    return ConfigFile.parse(
        SmallModels.json(SmallModels.DLRM, sgd, 32), "small.json", ConfigOverrides.of(all));
  }

  private static List<String> warnings(List<TrainingEvent> events) {
    return events.stream()
        .filter(Warning.class::isInstance)
        .map(event -> ((Warning) event).text())
        .toList();
  }

  private static List<Long> iterations(
      List<TrainingEvent> events, Class<? extends TrainingEvent> kind) {
    return events.stream()
        .filter(kind::isInstance)
        .map(event ->
            switch (event) {
              case Progress it -> it.iteration();
              case Evaluated it -> it.iteration();
              case Saved it -> it.iteration();
              default -> -1L;
            })
        .toList();
  }

  @Test
  void aStopEndsThePassesBeforeTraining() throws InterruptedException {
    List<TrainingEvent> events = new ArrayList<>();
    try (Session session = Session.open(config("belady.popularity={}"))) {
      TrainingLoop loop = new TrainingLoop(session, events::add);
      loop.requestStop();
      assertThat(loop.run().reason()).isEqualTo(Reason.INTERRUPTED);
    }
    // Not even the first batch was read: nothing has started, nothing is saved.
    assertThat(events).hasSize(1);
    assertThat(events.getFirst()).isInstanceOf(Finished.class);
  }
}
