// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import java.util.List;

/// The description of one embedding table.
///
/// @param name the layer's name, for messages
/// @param number the position among the tables of the model, from 0; decides the first values
/// @param dim weights of a row, at least 1
/// @param combiner how the rows of a slot are joined
/// @param slots the slots of a sample that use the table, at least 1
/// @param slotSizes the number of keys of each slot, or empty when they are not known; they decide
///   the range of the first values
/// @param direct whether slot s holds exactly the keys from the sum of the sizes before it,
///   `slotSizes[s]` of them; otherwise any key may occur in any slot
/// @param seed the seed of the first values
public record TableSpec(
    String name,
    int number,
    int dim,
    Combiner combiner,
    int slots,
    List<Long> slotSizes,
    boolean direct,
    long seed) {
  /// Checks the ranges and that the sizes fit the slots.
  public TableSpec {
    slotSizes = List.copyOf(slotSizes);
    check(dim >= 1, "embedding_vec_size must be > 0: embedding_vec_size=" + dim, name);
    check(slots >= 1, "slot_num must be > 0: slot_num=" + slots, name);
    check(number >= 0, "number must be >= 0: number=" + number, name);
    check(
        (slotSizes.isEmpty() && !direct) || slotSizes.size() == slots,
        "slot_size_array must have one size per slot: sizes=" + slotSizes + ", slot_num=" + slots,
        name);
    for (long size : slotSizes) {
      check(size >= 1, "slot_size_array must hold sizes > 0: sizes=" + slotSizes, name);
    }
  }

  /// The rows that the table can have: its keys where they are numbered, else as many as there are
  /// row numbers.
  public long mostRows() {
    long rows = Integer.MAX_VALUE - 8;
    return direct ? Math.min(rows, slotSizes.stream().mapToLong(Long::longValue).sum()) : rows;
  }

  private static void check(boolean holds, String message, String name) {
    if (!holds) {
      throw new IllegalArgumentException(message + " (table '" + name + "')");
    }
  }
}
