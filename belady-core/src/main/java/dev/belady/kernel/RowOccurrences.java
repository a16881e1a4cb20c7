// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

/// The rows that one batch uses of one table, de-duplicated and inverted ahead of the trainer.
///
/// Occurrence o (in order of sample, then position in the bag) reads record `rows[o]`; a negative
/// record number stands for an unknown key, which adds nothing. Bag b holds occurrences
/// `bagOffsets[b]` to `bagOffsets[b + 1] - 1`. Distinct record i, in order of first use, is
/// `distinctRows[i]`; the bags of its occurrences, ascending, are
/// `occurrenceBags[occurrenceOffsets[i]]` to `occurrenceBags[occurrenceOffsets[i + 1] - 1]`. All
/// arrays are recycled and may be longer than what is valid; the planner thread fills them, then
/// the trainer's workers read them.
public final class RowOccurrences {
  /// A batch without bags.
  public RowOccurrences() {}

  /// The number of bags (samples x slots).
  public int bags;

  /// Whether every bag holds exactly one occurrence, so that bag and occurrence numbers are equal.
  public boolean oneHot;

  /// Bag borders, `bags + 1`.
  public int[] bagOffsets = new int[1];

  /// Record of each occurrence, `bagOffsets[bags]`.
  public int[] rows = new int[0];

  /// The number of distinct records; 0 for a batch that is only evaluated.
  public int distinct;

  /// Distinct records in order of first use, `distinct`.
  public int[] distinctRows = new int[0];

  /// Where the occurrences of each distinct record start, `distinct + 1`.
  public int[] occurrenceOffsets = new int[1];

  /// Bags of the occurrences, grouped by distinct record.
  public int[] occurrenceBags = new int[0];

  /// The records that the table held when the batch was planned, those of the batch included. Later
  /// records may exist by the time of training and belong to later batches.
  public int tableRows;

  /// One bit per record of the table, set where the batch uses it: bit `row % 64` of word `row /
  /// 64`. Valid, with `(tableRows + 63) / 64` words, when the planner was asked for it, which a
  /// rule with [RowUpdateRule#movesEveryRow()] needs.
  public long[] usedRows = new long[0];
}
