// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import dev.belady.data.JaggedKeys;
import java.util.List;

/// Tells hot inputs from cold ones: an input is hot when every row that it uses, of every table, is
/// hot. An input without keys is hot. Any number of threads may use one.
///
/// @param hotSet the hot rows
/// @param inputs the number of the categorical input that each table serves
public record InputClassifier(HotSet hotSet, List<Integer> inputs) {
  /// Copies the list and checks that it fits.
  public InputClassifier {
    inputs = List.copyOf(inputs);
    if (inputs.size() != hotSet.tables().size()) {
      throw new IllegalArgumentException(
          "there must be an input for each table: inputs="
              + inputs.size()
              + ", tables="
              + hotSet.tables().size());
    }
  }

  /// Whether a sample of a batch is hot.
  public boolean isHot(Batch batch, int sample) {
    for (int table = 0; table < inputs.size(); table++) {
      HotTable hot = hotSet.table(table);
      JaggedKeys keys = batch.sparse(inputs.get(table));
      int bag = sample * keys.slots();
      int end = keys.offsets()[bag + keys.slots()];
      for (int at = keys.offsets()[bag]; at < end; at++) {
        if (hot.rank(keys.keys()[at]) < 0) {
          return false;
        }
      }
    }
    return true;
  }
}
