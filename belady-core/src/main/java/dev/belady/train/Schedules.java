// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.config.PopularitySpec.Schedule;
import dev.belady.data.DataException;
import dev.belady.data.ReadPosition;
import dev.belady.data.SampleSource;
import dev.belady.model.CountedTables;
import dev.belady.popularity.CountedTable;
import dev.belady.popularity.HotColdCount;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotTable;
import dev.belady.popularity.InputClassifier;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
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

  /// The batches of a schedule.
  ///
  /// @param loaded the manifest of the snapshot that the run goes on from; null for none
  /// @param start where to begin
  /// @throws ConfigException when something that the schedule needs is missing
  /// @throws DataException when the data or a log cannot be read
  static ScheduledBatches open(
      ModelConfig config,
      SampleSource source,
      HotSet hotSet,
      @Nullable Path loaded,
      ReadPosition start)
      throws InterruptedException {
    PopularitySpec spec = config.belady().popularity().orElseThrow();
    if (spec.schedule() == Schedule.FAE && !config.data().hasEvaluation()) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "schedule=fae follows the loss of evaluations: eval_source='' (layers[0], %s)",
              config.file()));
    }
    InputClassifier classifier =
        new InputClassifier(
            hotSet, CountedTables.of(config).stream().map(CountedTable::input).toList());
    HotColdCount count = HotColdCount.of(source, classifier, Readers.threads(config.belady()));
    if (count.hot() + count.cold() == 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the training data has no samples: source='%s' (layers[0], %s)",
              config.data().train().path(),
              config.file()));
    }
    ScheduleLog log =
        new ScheduleLog(
            ScheduleLog.beside(config.solver().snapshot().prefix()),
            header(config, spec, hotSet, count));
    if (loaded != null && start.total() > 0) {
      log.learn(ScheduleLog.besideManifest(loaded));
    } else if (!spec.replay().isEmpty()) {
      log.learn(Path.of(spec.replay()));
    }
    return new ScheduledBatches(config, source, classifier, count, log, start);
  }

  private static ObjectNode header(
      ModelConfig config, PopularitySpec spec, HotSet hotSet, HotColdCount count) {
    return ScheduleLog.newHeader()
        .put("schedule", spec.schedule().jsonName())
        .put("rate", spec.rate())
        .put("batchsize", config.solver().batchSize())
        .put("shuffle_window", config.belady().shuffleWindow())
        .put("seed", config.seed())
        .put("hot_set", Long.toHexString(checksum(hotSet)))
        .put("hot_samples", count.hot())
        .put("cold_samples", count.cold());
  }

  /// Tells hot sets apart.
  private static long checksum(HotSet hotSet) {
    CRC32C checksum = new CRC32C();
    byte[] bytes = new byte[Long.BYTES];
    for (HotTable table : hotSet.tables()) {
      for (long key : table.keys()) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (key >>> (8 * i));
        }
        checksum.update(bytes);
      }
      checksum.update(0xFF);
    }
    return checksum.getValue();
  }
}
