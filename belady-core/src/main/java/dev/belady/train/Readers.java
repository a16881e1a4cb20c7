// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.BeladySpec;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.config.SolverSpec.RunLength;
import dev.belady.data.BadRecords;
import dev.belady.data.ReaderOptions;
import dev.belady.data.SampleFormats;
import dev.belady.data.SampleSource;
import java.util.Optional;

/// Opens the data sets of a configuration.
public final class Readers {
  private Readers() {}

  /// The training set.
  ///
  /// @throws dev.belady.data.DataException when it is missing or does not fit
  public static SampleSource trainSource(ModelConfig config, BadRecords badRecords) {
    return SampleFormats.load()
        .get(config.data().format())
        .open(config.data().trainSource(badRecords));
  }

  /// The inputs that a run trains, in the order of the data: packed ones, which need the training
  /// set no more, or else the training set.
  ///
  /// @throws dev.belady.data.DataException when they are missing, or do not fit
  /// @throws dev.belady.config.ConfigException when packed ones are of other tables
  public static SampleSource trainedInputs(ModelConfig config, BadRecords badRecords) {
    return packed(config)
        .map(spec -> Schedules.packed(config, spec, badRecords).inOrder())
        .orElseGet(() -> trainSource(config, badRecords));
  }

  /// What a configuration says of popular rows, if it names packed inputs.
  static Optional<PopularitySpec> packed(ModelConfig config) {
    return config.belady().popularity().filter(spec -> !spec.packed().isEmpty());
  }

  /// The evaluation set.
  ///
  /// @throws dev.belady.data.DataException when it is missing or does not fit
  public static SampleSource evalSource(ModelConfig config, BadRecords badRecords) {
    return SampleFormats.load()
        .get(config.data().format())
        .open(config.data().evalSource(badRecords));
  }

  /// How the training set is read: batch size, passes, order.
  public static ReaderOptions trainOptions(ModelConfig config) {
    ReaderOptions options =
        ReaderOptions.ofBatchSize(config.solver().batchSize())
            .withThreads(threads(config.belady()))
            .withShuffle(config.belady().shuffleWindow(), config.seed());
    return switch (config.solver().length()) {
      case RunLength.Iterations _ -> options.repeating();
      case RunLength.Epochs epochs -> options.withEpochs(epochs.count());
    };
  }

  /// The decoding threads of a pass while nothing is trained: as configured, else one for each core
  /// but one.
  public static int threadsOfPass(BeladySpec spec) {
    return spec.readerThreads() > 0
        ? spec.readerThreads()
        : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
  }

  /// The decoding threads: as configured, else one for every two cores.
  public static int threads(BeladySpec spec) {
    return spec.readerThreads() > 0
        ? spec.readerThreads()
        : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}
