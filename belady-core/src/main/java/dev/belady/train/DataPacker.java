// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.data.BadRecords;
import dev.belady.data.SampleSource;
import dev.belady.popularity.CoverageEstimate;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.PackedWriter;
import dev.belady.popularity.PassWatch;
import dev.belady.popularity.SamplePass;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Writes the training set of a configuration as two streams, hot inputs and cold ones, to a folder
/// that `belady.popularity.packed` can name. Training from it has the bits of a run that tells them
/// apart itself, with the same hot set and schedule.
public final class DataPacker {
  private DataPacker() {}

  /// What was written.
  ///
  /// @param hotSet the hot rows
  /// @param hot hot inputs
  /// @param cold cold inputs
  /// @param bytes of all files
  /// @param skipped bad records that were left out, as training would
  /// @param estimate what can be expected of the hot rows; null where they were read from a file
  public record Packed(
      HotSet hotSet,
      long hot,
      long cold,
      long bytes,
      long skipped,
      @Nullable CoverageEstimate estimate) {}

  /// Finds the hot rows as a run would, then reads the data once and writes the folder, which is
  /// there as a whole in the end or not at all.
  ///
  /// @param config has the object `belady.popularity`, without `packed`
  /// @param target nothing, or an empty folder
  /// @param watch hears how far the passes over the data are
  /// @throws ConfigException when the configuration says nothing of hot rows
  /// @throws dev.belady.data.DataException when the data cannot be read or the folder not written
  /// @throws java.util.concurrent.CancellationException when the watch has ended it
  public static Packed pack(ModelConfig config, Path target, PassWatch watch)
      throws InterruptedException {
    PopularitySpec spec = config.belady().popularity().orElse(null);
    if (spec == null || !spec.packed().isEmpty() || config.embeddings().isEmpty()) {
      throw new ConfigException(
          "packing needs an embedding layer and the object popularity without packed: embeddings="
              + config.embeddings().size()
              + ", popularity="
              + (spec == null ? "" : "packed='" + spec.packed() + "'")
              + " ("
              + config.file()
              + ")");
    }
    BadRecords badRecords = new BadRecords(config.belady().skipBadRecords());
    SampleSource source = Readers.trainSource(config, badRecords);
    HotSets hotSets = HotSets.of(config, spec, source, watch);
    HotSet hotSet = hotSets.choose();
    CoverageEstimate estimate = hotSets.estimate(hotSet);
    try (PackedWriter writer =
        new PackedWriter(
            target,
            HotSets.classifier(config, hotSet),
            config.data().format(),
            config.data().trainSource(badRecords))) {
      new SamplePass(source, Readers.threadsOfPass(config.belady()), Long.MAX_VALUE, watch)
          .read("packing", writer::add);
      writer.commit();
      return new Packed(
          hotSet, writer.hot(), writer.cold(), writer.bytes(), badRecords.skipped(), estimate);
    }
  }
}
