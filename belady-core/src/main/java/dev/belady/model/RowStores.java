// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.tier.RowStore;
import org.jspecify.annotations.Nullable;

/// Makes the stores of the tables of a model.
@FunctionalInterface
public interface RowStores {
  /// No stores: all rows stay in memory.
  RowStores NONE = (table, recordFloats) -> null;

  /// The store of table `table`, or null when all its rows stay in memory.
  @Nullable RowStore open(int table, int recordFloats);
}
