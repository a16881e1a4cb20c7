// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.checkpoint.SnapshotName;
import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.train.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A model on disk, named as `PREFIX/ITERATION` or by its dense file.
///
/// @param prefix the beginning of the names of its files
/// @param iteration the iteration in them
record SavedModel(String prefix, long iteration) {
  private static final Pattern DENSE_FILE = Pattern.compile("(.*)_dense_(\\d{1,18})\\.model");
  private static final Pattern IN_FOLDER = Pattern.compile("(.*[/\\\\])(\\d{1,18})");

  /// Reads a name, for example `runs/dlrm/1500` or `runs/dlrm/_dense_1500.model`.
  ///
  /// @throws ConfigException when it is none
  static SavedModel parse(String name) {
    for (Pattern pattern : List.of(DENSE_FILE, IN_FOLDER)) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.matches()) {
        return new SavedModel(matcher.group(1), Long.parseLong(matcher.group(2)));
      }
    }
    throw new ConfigException(
        "a model must be PREFIX/ITERATION, for example runs/dlrm/1500, or the name of its dense file:"
            + " model="
            + name);
  }

  /// A session that starts from the model: from the whole snapshot where its manifest lies beside
  /// it, with the optimizer's state and the place in the data; from the weights of HugeCTR's files
  /// alone otherwise.
  ///
  /// @param read reads the configuration with additional settings
  /// @throws ConfigException when the model is of another configuration
  /// @throws dev.belady.data.DataException when files are missing or damaged
  Session open(Function<List<String>, ModelConfig> read) {
    ModelConfig config = read.apply(List.of());
    Path manifest = new SnapshotName(prefix, iteration).manifest();
    if (!Files.exists(manifest)) {
      return Session.open(read.apply(settings(config.embeddings().size())));
    }
    Session session = Session.open(config);
    boolean loaded = false;
    try {
      session.load(manifest);
      loaded = true;
      return session;
    } finally {
      if (!loaded) {
        session.close();
      }
    }
  }

  /// The settings that make a configuration start from HugeCTR's files of the model.
  List<String> settings(int embeddings) {
    SnapshotName name = new SnapshotName(prefix, iteration);
    List<String> sparse = new ArrayList<>();
    for (int embedding = 0; embedding < embeddings; embedding++) {
      sparse.add(quoted(name.sparse(embedding).toString()));
    }
    return List.of(
        "solver.dense_model_file=" + quoted(name.dense().toString()),
        "solver.sparse_model_file=[" + String.join(",", sparse) + "]");
  }

  /// Text as a JSON string.
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
