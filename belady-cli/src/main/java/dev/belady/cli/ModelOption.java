// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The trained model that a command needs.
final class ModelOption {
  @Option(
      names = "--model",
      paramLabel = "PREFIX/ITER",
      description =
          "The saved model, for example runs/dlrm/1500; default the files that the configuration"
              + " names (solver.dense_model_file).")
  private @Nullable String model;

  /// Reads the configuration so that it starts from the model.
  ///
  /// @throws ConfigException when there is no model, or the configuration is not valid
  ModelConfig read(ConfigArguments arguments) {
    ModelConfig config = arguments.read();
    if (model != null) {
      return arguments.read(SavedModel.parse(model).settings(config.embeddings().size()));
    }
    if (config.solver().start().dense().isEmpty()) {
      throw new ConfigException(
          "a trained model is needed: give --model PREFIX/ITERATION or set solver.dense_model_file ("
              + config.file()
              + ")");
    }
    return config;
  }
}
