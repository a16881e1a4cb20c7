// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.train.Session;
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

  /// A session that starts from the model.
  ///
  /// @throws ConfigException when there is no model, or the configuration is not valid
  Session open(ConfigArguments arguments) {
    if (model != null) {
      return SavedModel.parse(model).open(arguments::read);
    }
    ModelConfig config = arguments.read();
    if (config.solver().start().dense().isEmpty()) {
      throw new ConfigException(
          "a trained model is needed: give --model PREFIX/ITERATION or set solver.dense_model_file ("
              + config.file()
              + ")");
    }
    return Session.open(config);
  }
}
