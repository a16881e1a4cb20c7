// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

/// Receives the first key of a table that occurs in two slots, on the planner thread, so that the
/// user can be warned: both slots then use and train the same row, as in HugeCTR.
@FunctionalInterface
public interface SharedKeyListener {
  /// A listener that does nothing.
  SharedKeyListener NONE = (table, key, firstSlot, secondSlot) -> {};

  /// Called at most once per table.
  void keyInTwoSlots(String table, long key, int firstSlot, int secondSlot);
}
