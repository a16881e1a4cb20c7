// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The configuration that a command works on, and what the command line changes in it.
final class ConfigArguments {
  @Parameters(
      paramLabel = "CONFIG",
      description = "The model, its data and its training, as JSON in the manner of HugeCTR.")
  private Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Change one value of the configuration, for example solver.max_iter=100 or"
              + " layers.fc1.fc_param.num_output=64. May be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that compute; 0 for one per core. Any number gives the same result, bit by bit.")
  private @Nullable Integer threads;

  @Option(
      names = "--skip-bad-records",
      paramLabel = "N",
      description = "Records that may be bad before the command ends; default 0.")
  private @Nullable Long skipBadRecords;

  /// The file.
  Path file() {
    return file;
  }

  /// All changes in the order in which they are made: named options first, then `--set`.
  List<String> settings() {
    List<String> all = new ArrayList<>();
    if (threads != null) {
      all.add("belady.threads=" + threads);
    }
    if (skipBadRecords != null) {
      all.add("belady.skip_bad_records=" + skipBadRecords);
    }
    all.addAll(settings);
    return all;
  }

  /// Reads the file with the changes.
  ///
  /// @throws dev.belady.config.ConfigException when it is no valid configuration
  ModelConfig read() {
    return read(List.of());
  }

  /// Reads the file with the changes and then some more.
  ModelConfig read(List<String> more) {
    List<String> all = settings();
    all.addAll(more);
    return ConfigFile.read(file, ConfigOverrides.of(all));
  }
}
