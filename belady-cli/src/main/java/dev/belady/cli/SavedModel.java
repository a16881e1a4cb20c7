// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
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

  /// The settings that make a configuration start from it.
  ///
  /// @param embeddings the number of embedding layers
  List<String> settings(int embeddings) {
    List<String> sparse = new ArrayList<>();
    for (int embedding = 0; embedding < embeddings; embedding++) {
      sparse.add(quoted(prefix + embedding + "_sparse_" + iteration + ".model"));
    }
    return List.of(
        "solver.dense_model_file=" + quoted(prefix + "_dense_" + iteration + ".model"),
        "solver.sparse_model_file=[" + String.join(",", sparse) + "]");
  }

  /// Text as a JSON string.
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
