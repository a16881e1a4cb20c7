// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.HotSetFile;
import dev.belady.popularity.HotTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Gets the hot set of a configuration and lays tables out for it.
final class HotSets {
  private HotSets() {}

  /// The hot set that the configuration names.
  ///
  /// @throws dev.belady.data.DataException when its file is missing or damaged
  /// @throws ConfigException when it is of other tables
  static HotSet of(ModelConfig config, Model model, PopularitySpec spec) {
    HotSet hotSet = HotSetFile.read(Path.of(spec.hotSet()));
    requireFit(hotSet, model.tables(), spec.hotSet(), config.file());
    return hotSet;
  }

  private static void requireFit(
      HotSet hotSet, List<EmbeddingTable> tables, String file, String config) {
    List<String> has = hotSet.tables().stream().map(HotSets::describe).toList();
    List<String> wanted =
        tables.stream()
            .map(table -> describe(table.spec().name(), table.layout().floats() * Float.BYTES))
            .toList();
    if (!has.equals(wanted)) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "a hot set must be of the tables of the model: hot set=%s, model=%s (%s, %s)",
              has,
              wanted,
              file,
              config));
    }
  }

  private static String describe(HotTable table) {
    return describe(table.name(), table.recordBytes());
  }

  private static String describe(String name, int recordBytes) {
    return name + " (rows of " + recordBytes + " bytes)";
  }

  /// Puts the hot rows of tables with all rows in memory together. Tables whose optimizer moves
  /// every row stay as they are: it takes the rows in their order anyway.
  static void layOut(HotSet hotSet, Model model) {
    for (int t = 0; t < model.tables().size(); t++) {
      if (!model.optimizer(t).rowRule(1, 1).movesEveryRow()) {
        model.tables().get(t).layOut(hotSet.table(t).keys());
      }
    }
  }
}
