// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

/// What training waits for when it waits for its next batch.
public enum StallCause {
  /// The reader has no batch ready.
  DATA("data"),
  /// Keys become rows, and rows get frames.
  PLANNER("planner"),
  /// A frame is needed whose row a batch in training uses.
  GATE("gate"),
  /// Rows are copied out of frames, copied in from the write-back buffer, or made.
  COPIES("copies"),
  /// Rows are read from a store.
  READS("reads"),
  /// Half of the write-back buffer is needed, and its rows are still being written to a store.
  WRITES("writes"),
  /// Nothing but the next thread's start: the batch is between two of them.
  HANDOVER("handover");

  private final String label;

  StallCause(String label) {
    this.label = label;
  }

  /// Its name in output.
  public String label() {
    return label;
  }

  /// Whether the wait is one for rows that move, which no run with all rows in memory has.
  public boolean isOfRows() {
    return this == GATE || this == COPIES || this == READS || this == WRITES;
  }
}
