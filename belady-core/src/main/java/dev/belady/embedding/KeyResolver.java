// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import dev.belady.data.JaggedKeys;
import dev.belady.kernel.RowOccurrences;
import dev.belady.memory.IntPages;
import java.util.Arrays;

/// Turns the keys of a batch into the rows of a table, de-duplicated and inverted; for the planner
/// thread, ahead of the trainer.
///
/// The work is linear in the number of keys and allocates nothing once the buffers have grown. A
/// record is known to be in the batch by `marks[row] - base`: when that is not negative it is the
/// position among the distinct records. Each batch moves `base` beyond all marks of the batch
/// before, so nothing is cleared. The occurrences are then grouped by a counting sort.
public final class KeyResolver {
  private final EmbeddingTable table;
  private final boolean markUsedRows;
  private final IntPages marks = new IntPages();
  private int base = 1;
  private int[] places = new int[0];
  private int[] cursors = new int[0];

  /// A resolver for one table.
  ///
  /// @param markUsedRows whether to fill [RowOccurrences#usedRows]
  public KeyResolver(EmbeddingTable table, boolean markUsedRows) {
    this.table = table;
    this.markUsedRows = markUsedRows;
  }

  /// Resolves the keys of a training batch; unknown keys become rows. In a table with frames
  /// [RowOccurrences#rows] are places among the distinct rows: which frame each of these has is
  /// decided later.
  public void resolveForTraining(JaggedKeys keys, RowOccurrences into) {
    resolveToRows(keys, into);
    table.toRecords(into);
  }

  /// The same, but for rows that are not replaced by their records yet
  /// ([EmbeddingTable#toRecords]).
  public void resolveToRows(JaggedKeys keys, RowOccurrences into) {
    int unknown = begin(keys, true, into);
    if (unknown > 0) {
      addUnknown(keys, into.rows);
    }
    deduplicate(keys.size(), into);
    invert(keys, into);
    if (table.framedRows() != null) {
      int[] swapped = into.rows;
      into.rows = places;
      places = swapped;
    }
    into.tableRows = table.rows();
    if (markUsedRows) {
      markUsed(into);
    }
  }

  /// Resolves the keys of a batch that is only evaluated: unknown keys become zeros (record -1) and
  /// are counted, and there are no distinct rows.
  ///
  /// @param knownRows records from this number on are unknown too: they were made ahead, for
  ///   batches that training has not reached
  /// @return the number of occurrences of unknown keys
  public int resolveForEvaluation(JaggedKeys keys, int knownRows, RowOccurrences into) {
    int unknown = begin(keys, false, into);
    if (knownRows < table.rows()) {
      for (int o = 0; o < keys.size(); o++) {
        if (into.rows[o] >= knownRows) {
          into.rows[o] = -1;
          unknown++;
        }
      }
    }
    into.distinct = 0;
    into.tableRows = knownRows;
    table.toRecords(into);
    return unknown;
  }

  /// Sets bags and rows; returns the number of unknown keys.
  private int begin(JaggedKeys keys, boolean training, RowOccurrences into) {
    int bags = keys.bags();
    int size = keys.size();
    if (markUsedRows) {
      for (int i = 0; i < into.distinct; i++) {
        into.usedRows[into.distinctRows[i] >>> 6] = 0;
      }
    }
    into.distinct = 0;
    into.bags = bags;
    into.bagOffsets = room(into.bagOffsets, bags + 1);
    into.rows = room(into.rows, size);
    System.arraycopy(keys.offsets(), 0, into.bagOffsets, 0, bags + 1);
    into.oneHot = size == bags && oneEach(into.bagOffsets, bags);
    return table.index().findAll(keys, training, into.rows);
  }

  private static boolean oneEach(int[] offsets, int bags) {
    for (int bag = 0; bag < bags; bag++) {
      if (offsets[bag] != bag) {
        return false;
      }
    }
    return true;
  }

  private void addUnknown(JaggedKeys input, int[] rows) {
    long[] keys = input.keys();
    int[] offsets = input.offsets();
    int slots = input.slots();
    for (int bag = 0; bag < input.bags(); bag++) {
      for (int o = offsets[bag]; o < offsets[bag + 1]; o++) {
        if (rows[o] < 0) {
          rows[o] = table.findOrAdd(keys[o], bag % slots);
        }
      }
    }
  }

  /// Lists the distinct rows and, in `places`, the position of every occurrence among them; counts
  /// the occurrences of position i in `cursors[i]`.
  private void deduplicate(int size, RowOccurrences into) {
    marks.ensure(table.rows());
    if (base > Integer.MAX_VALUE - size) {
      marks.clear();
      base = 1;
    }
    places = room(places, size);
    cursors = room(cursors, size + 1);
    into.distinctRows = room(into.distinctRows, size);
    int[] rows = into.rows;
    int[] distinctRows = into.distinctRows;
    int[][] pages = marks.pages();
    int distinct = 0;
    for (int o = 0; o < size; o++) {
      int row = rows[o];
      // No branch, which would often be guessed wrong and then wait for the mark: a new record gets
      // the next place, a known one is written where it already stands.
      int[] page = pages[row >>> IntPages.PAGE_SHIFT];
      int known = page[row & IntPages.PAGE_MASK] - base;
      int isNew = known >> 31;
      int place = (known & ~isNew) | (distinct & isNew);
      cursors[distinct] = 0;
      page[row & IntPages.PAGE_MASK] = base + place;
      distinctRows[place] = row;
      distinct -= isNew;
      cursors[place]++;
      places[o] = place;
    }
    into.distinct = distinct;
    base += distinct;
  }

  /// Groups the bags of the occurrences by distinct row; within a row they stay in order.
  private void invert(JaggedKeys keys, RowOccurrences into) {
    int distinct = into.distinct;
    into.occurrenceOffsets = room(into.occurrenceOffsets, distinct + 1);
    into.occurrenceBags = room(into.occurrenceBags, keys.size());
    int[] starts = into.occurrenceOffsets;
    int start = 0;
    for (int i = 0; i < distinct; i++) {
      int count = cursors[i];
      starts[i] = start;
      cursors[i] = start;
      start += count;
    }
    starts[distinct] = start;
    int[] bags = into.occurrenceBags;
    int[] offsets = into.bagOffsets;
    int o = 0;
    for (int bag = 0; bag < into.bags; bag++) {
      for (int end = offsets[bag + 1]; o < end; o++) {
        bags[cursors[places[o]]++] = bag;
      }
    }
  }

  private void markUsed(RowOccurrences into) {
    int words = (into.tableRows + 63) >>> 6;
    if (into.usedRows.length < words) {
      into.usedRows = Arrays.copyOf(into.usedRows, words + (words >> 1));
    }
    for (int i = 0; i < into.distinct; i++) {
      int row = into.distinctRows[i];
      into.usedRows[row >>> 6] |= 1L << row;
    }
  }

  /// The array itself, or a new one when it is too short; its contents are not kept.
  private static int[] room(int[] array, int length) {
    return array.length >= length ? array : new int[length + (length >> 2)];
  }
}
