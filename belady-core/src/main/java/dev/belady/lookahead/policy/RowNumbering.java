// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import dev.belady.data.DataException;
import dev.belady.lookahead.RowIndex;
import java.util.Arrays;

/// Numbers the keys of a trace by first appearance and sums its batches up.
///
/// Memory per distinct key: 32 to 64 bytes to find its number (for a moment half as much again when
/// the table doubles), 8 to find the key of a number, and 12 for what is known of its uses.
final class RowNumbering {
  /// What a [RowIndex] holds.
  private static final int MOST_ROWS = 1 << 28;

  private final RowIndex numbers = new RowIndex();
  private long[] keys = new long[1024];

  /// The latest batch that used a row, counted from 1, and how many there were.
  private int[] latestBatch = new int[1024];

  private int[] uses = new int[1024];

  /// The place of a row among the distinct rows of its latest batch.
  private int[] places = new int[1024];

  private int[] rows = new int[1024];
  private int[] lookups = new int[1024];
  private int[] previousUses = new int[1024];
  private int batches;

  /// The distinct rows of the next batch: the first `count` of `batch`, which may repeat.
  Requests add(long[] batch, int count) {
    batches = Math.incrementExact(batches);
    if (rows.length < count) {
      rows = new int[count];
      lookups = new int[count];
      previousUses = new int[count];
    }
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      int row = number(batch[i]);
      if (latestBatch[row] == batches) {
        lookups[places[row]]++;
      } else {
        previousUses[distinct] = latestBatch[row];
        latestBatch[row] = batches;
        uses[row]++;
        places[row] = distinct;
        lookups[distinct] = 1;
        rows[distinct++] = row;
      }
    }
    Requests requests =
        new Requests(
            Arrays.copyOf(rows, distinct),
            Arrays.copyOf(lookups, distinct),
            Arrays.copyOf(previousUses, distinct),
            new int[distinct]);
    for (int i = 0; i < distinct; i++) {
      requests.uses()[i] = uses[rows[i]];
    }
    return requests;
  }

  /// Begins the trace anew; keys keep their numbers.
  void restart() {
    batches = 0;
    Arrays.fill(latestBatch, 0);
    Arrays.fill(uses, 0);
  }

  /// The number of a key, a new one where it has none.
  ///
  /// @throws DataException when there are more than 2^28
  int number(long key) {
    int number = numbers.get(key);
    if (number == RowIndex.ABSENT) {
      number = numbers.size();
      if (number == MOST_ROWS) {
        throw new DataException(
            "a simulation counts at most 2^28 distinct rows of a table; it needs fewer batches");
      }
      numbers.put(key, number);
      if (number == keys.length) {
        keys = Arrays.copyOf(keys, 2 * number);
        latestBatch = Arrays.copyOf(latestBatch, keys.length);
        uses = Arrays.copyOf(uses, keys.length);
        places = Arrays.copyOf(places, keys.length);
      }
      keys[number] = key;
    }
    return number;
  }

  /// The key of a row.
  long key(int row) {
    return keys[row];
  }

  /// The distinct keys so far.
  int size() {
    return numbers.size();
  }

  /// The batches since the beginning.
  int batches() {
    return batches;
  }
}
