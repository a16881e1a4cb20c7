// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.config.PopularitySpec.Schedule;
import dev.belady.data.BadRecords;
import dev.belady.data.DataException;
import dev.belady.data.ReadPosition;
import dev.belady.data.SampleSource;
import dev.belady.data.SourceSpec;
import dev.belady.popularity.HotColdCount;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotSetFile;
import dev.belady.popularity.InputClassifier;
import dev.belady.popularity.PackedFolder;
import dev.belady.popularity.PackedSource;
import dev.belady.popularity.PassWatch;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Makes the schedule of hot and cold batches that a configuration asks for.
final class Schedules {
  private Schedules() {}

  private static Schedule of(ModelConfig config) {
    return config.belady().popularity().map(PopularitySpec::schedule).orElse(Schedule.KEEP_ORDER);
  }

  /// Whether a configuration trains in another order than that of the data.
  static boolean reorders(ModelConfig config) {
    return of(config) != Schedule.KEEP_ORDER;
  }

  /// Makes sure that a run goes on in the order of its snapshot.
  ///
  /// @param schedule that of the snapshot
  /// @throws ConfigException when it does not
  static void requireThatOf(String schedule, ModelConfig config) {
    if (!of(config).jsonName().equals(schedule)) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "schedule must be that of the snapshot: snapshot=%s, configuration=%s"
                  + " (belady.popularity, %s)",
              schedule,
              of(config).jsonName(),
              config.file()));
    }
  }

  /// Hot and cold inputs, told apart while the data is read.
  ///
  /// @param watch hears how far the pass is that counts them
  /// @throws DataException when the data cannot be read, or has no samples
  static HotAndCold packWhileReading(
      ModelConfig config, SampleSource source, HotSet hotSet, PassWatch watch)
      throws InterruptedException {
    InputClassifier classifier = HotSets.classifier(config, hotSet);
    int threads = Readers.threadsOfPass(config.belady());
    HotColdCount count = HotColdCount.of(source, classifier, threads, watch);
    if (count.hot() + count.cold() == 0) {
      throw noSamples(config);
    }
    return new HotAndCold(
        hotSet,
        new PackedSource(source, classifier, count, true),
        new PackedSource(source, classifier, count, false));
  }

  /// Hot and cold inputs that `belady pack` has written.
  ///
  /// @throws DataException when they are damaged, of other data, or of another hot set than that of
  ///   the configuration
  /// @throws ConfigException when they are of other tables
  static HotAndCold packed(ModelConfig config, PopularitySpec spec, BadRecords badRecords) {
    PackedFolder folder = PackedFolder.open(Path.of(spec.packed()));
    SourceSpec data = config.data().trainSource(badRecords);
    folder.requireSameData(config.data().format(), data);
    HotSets.requireFit(folder.hotSet(), config, spec.packed());
    if (!spec.hotSet().isEmpty()) {
      Path file = Path.of(spec.hotSet());
      folder.requireHotSet(HotSetFile.read(file), file);
    }
    if (folder.hot() + folder.cold() == 0) {
      throw noSamples(config);
    }
    return new HotAndCold(folder.hotSet(), folder.source(true, data), folder.source(false, data));
  }

  private static DataException noSamples(ModelConfig config) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "the training data has no samples: source='%s' (layers[0], %s)",
            config.data().train().path(),
            config.file()));
  }

  /// The batches of a schedule.
  ///
  /// @param loaded the manifest of the snapshot that the run goes on from; null for none
  /// @param start where to begin
  /// @throws ConfigException when something that the schedule needs is missing
  /// @throws DataException when the data or a log cannot be read
  static ScheduledBatches open(
      ModelConfig config, HotAndCold data, @Nullable Path loaded, ReadPosition start) {
    PopularitySpec spec = config.belady().popularity().orElseThrow();
    if (spec.schedule() == Schedule.FAE && !config.data().hasEvaluation()) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "schedule=fae follows the loss of evaluations: eval_source='' (layers[0], %s)",
              config.file()));
    }
    ScheduleLog log =
        new ScheduleLog(
            ScheduleLog.beside(config.solver().snapshot().prefix()), header(config, spec, data));
    if (loaded != null && start.total() > 0) {
      log.learn(ScheduleLog.besideManifest(loaded), start.total());
    } else if (!spec.replay().isEmpty()) {
      log.learn(Path.of(spec.replay()), Long.MAX_VALUE);
    }
    return new ScheduledBatches(config, data, log, start);
  }

  private static ObjectNode header(ModelConfig config, PopularitySpec spec, HotAndCold data) {
    return ScheduleLog.newHeader()
        .put("schedule", spec.schedule().jsonName())
        .put("rate", spec.rate())
        .put("batchsize", config.solver().batchSize())
        .put("shuffle_window", config.belady().shuffleWindow())
        .put("seed", config.seed())
        .put("hot_set", Long.toHexString(data.hotSet().checksum()))
        .put("hot_samples", data.hotSamples())
        .put("cold_samples", data.coldSamples());
  }
}
