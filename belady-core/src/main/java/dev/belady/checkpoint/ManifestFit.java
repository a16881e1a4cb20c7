// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

import dev.belady.checkpoint.Manifest.DenseArray;
import dev.belady.checkpoint.Manifest.OptimizerState;
import dev.belady.checkpoint.Manifest.Table;
import dev.belady.config.ConfigException;
import dev.belady.data.ReadPosition;
import dev.belady.model.Model;
import java.nio.file.Path;
import java.util.Locale;

/// Compares a snapshot with the model that is to take it in. Names of layers may differ, roles and
/// shapes of their parameters may not; the constants of an optimizer may differ, what it keeps may
/// not.
final class ManifestFit {
  private final Path file;
  private final String config;

  private ManifestFit(Path file, String config) {
    this.file = file;
    this.config = config;
  }

  /// Compares.
  ///
  /// @throws ConfigException when they differ
  static void check(Manifest saved, Model model, Path file) {
    Manifest wanted = Manifest.describe(model, ReadPosition.START);
    new ManifestFit(file, model.config().file()).compare(saved, wanted);
  }

  private void compare(Manifest saved, Manifest wanted) {
    same("input_key_type", saved.keyType(), wanted.keyType());
    for (int i = 0; i < Math.min(saved.parameters().size(), wanted.parameters().size()); i++) {
      DenseArray a = saved.parameters().get(i);
      DenseArray b = wanted.parameters().get(i);
      if (a.rows() != b.rows() || a.cols() != b.cols() || !a.role().equals(b.role())) {
        throw different("dense parameter " + i, a, b);
      }
    }
    same("the number of dense parameters", saved.parameters().size(), wanted.parameters().size());
    same("the number of tables", saved.tables().size(), wanted.tables().size());
    compare("the dense network", saved.optimizer(), wanted.optimizer());
    for (int i = 0; i < saved.tables().size(); i++) {
      Table a = saved.tables().get(i);
      Table b = wanted.tables().get(i);
      String table = "table " + i + " '" + b.name() + "'";
      same("embedding_vec_size of " + table, a.dim(), b.dim());
      same("slot_num of " + table, a.slots(), b.slots());
      same("slot_size_array of " + table, a.slotSizes(), b.slotSizes());
      compare(table, a.optimizer(), b.optimizer());
    }
  }

  private void compare(String what, OptimizerState saved, OptimizerState wanted) {
    if (!saved.equals(wanted)) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "a run must go on with the optimizer of its snapshot, for %s: snapshot=%s,"
                  + " configuration=%s (%s, %s); to begin anew from the saved weights, name them in"
                  + " dense_model_file and sparse_model_file",
              what,
              text(saved),
              text(wanted),
              file,
              config));
    }
  }

  private static String text(OptimizerState optimizer) {
    return optimizer.lastUse() ? optimizer.type() + " (LazyGlobal)" : optimizer.type();
  }

  private void same(String what, Object saved, Object wanted) {
    if (!saved.equals(wanted)) {
      throw different(what, saved, wanted);
    }
  }

  private ConfigException different(String what, Object saved, Object wanted) {
    return new ConfigException(
        String.format(
            Locale.ROOT,
            "%s must be that of the snapshot: snapshot=%s, configuration=%s (%s, %s)",
            what,
            saved,
            wanted,
            file,
            config));
  }
}
