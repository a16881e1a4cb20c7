// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

/// How the rows of planned batches were met.
///
/// A distinct row of a batch is *found* if it was in a frame when the batch was planned. It is a
/// *first use* if no batch has used it before: no policy could have found it. Else it is *missed*
/// and must be brought in. The same for lookups, where a row counts as often as the batch uses it.
///
/// @param rows distinct rows of each batch, added up
/// @param foundRows those that were found
/// @param firstRows those used for the first time
/// @param lookups keys of each batch, added up
/// @param foundLookups those whose row was found
/// @param firstLookups those whose row was used for the first time
public record RowUses(
    long rows, long foundRows, long firstRows, long lookups, long foundLookups, long firstLookups) {
  /// Nothing was planned.
  public static final RowUses NONE = new RowUses(0, 0, 0, 0, 0, 0);

  /// The part of the distinct rows, 0 to 1, that was found; NaN if there were none.
  public double hitRate() {
    return (double) foundRows / rows;
  }

  /// The part of the distinct rows that was used for the first time; NaN if there were none.
  public double firstUseRate() {
    return (double) firstRows / rows;
  }

  /// The part of the lookups whose row was found; NaN if there were none.
  public double lookupHitRate() {
    return (double) foundLookups / lookups;
  }

  /// Distinct rows that were used before and not found.
  public long missedRows() {
    return rows - foundRows - firstRows;
  }

  /// Lookups of rows that were used before and not found.
  public long missedLookups() {
    return lookups - foundLookups - firstLookups;
  }

  /// What came on top of `earlier`.
  RowUses since(RowUses earlier) {
    return new RowUses(
        rows - earlier.rows,
        foundRows - earlier.foundRows,
        firstRows - earlier.firstRows,
        lookups - earlier.lookups,
        foundLookups - earlier.foundLookups,
        firstLookups - earlier.firstLookups);
  }
}
