// SPDX-License-Identifier: Apache-2.0
package dev.belady.checkpoint;

/// What a file of a snapshot holds.
enum Part {
  /// All dense parameters, floats.
  DENSE("dense"),
  /// The running statistics of batch normalisation, JSON.
  STATISTICS("statistics"),
  /// The state of the dense optimizer: for each state one float per parameter.
  DENSE_OPTIMIZER("dense_optimizer"),
  /// The configuration, JSON.
  CONFIG("config"),
  /// The rows of a table: key, perhaps slot, weights, row after row.
  ROWS("rows"),
  /// The keys of a table.
  KEYS("keys"),
  /// The slots of the keys of a table, 8 bytes each.
  SLOT_IDS("slot_ids"),
  /// The weights of a table.
  VECTORS("vectors"),
  /// The optimizer state of a table: every state of all rows, then the ints of last use.
  ROW_OPTIMIZER("row_optimizer"),
  /// The slots in which the keys of a hashed table were first seen, where no other file has them: 4
  /// bytes each.
  FIRST_SLOTS("first_slots");

  private final String jsonName;

  Part(String jsonName) {
    this.jsonName = jsonName;
  }

  /// The name in the manifest.
  String jsonName() {
    return jsonName;
  }
}
