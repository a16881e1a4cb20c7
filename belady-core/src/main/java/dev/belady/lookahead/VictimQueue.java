// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static dev.belady.lookahead.RowEntries.NONE;

import java.util.Arrays;

/// The rows that may leave fast memory, in the order in which they should: first those without a
/// known next use, least used first; then those with one, farthest first.
///
/// A bucket queue: one list per class of use counts and one per batch of the window. Adding,
/// removing and choosing take constant time (choosing looks at each batch of the window at most
/// once per plan). Within a bucket the row that was added first leaves first, which makes the order
/// a function of the trace; with equal next use any choice costs the same number of fetches.
final class VictimQueue {
  /// Use counts below this have a class each, those above share one with neighbours within 1/8.
  private static final int EXACT_COUNTS = 16;

  private static final int CLASSES = 256;
  private static final int NOT_QUEUED = -2;

  private final RowEntries entries;
  private final int depth;
  private final int[] first;
  private final int[] last;
  private final long[] filledClasses = new long[CLASSES / Long.SIZE];
  private int farthest = NONE;

  /// An empty queue of entries whose next uses span at most `depth` batches.
  VictimQueue(RowEntries entries, int depth) {
    this.entries = entries;
    this.depth = depth;
    this.first = new int[CLASSES + depth];
    this.last = new int[CLASSES + depth];
    Arrays.fill(first, NONE);
  }

  /// Marks a new entry as not in the queue.
  void init(int entry) {
    entries.setBefore(entry, NOT_QUEUED);
  }

  boolean contains(int entry) {
    return entries.before(entry) != NOT_QUEUED;
  }

  /// Adds an entry by its next use and its use count, which must not change while it is queued.
  void add(int entry) {
    int bucket = bucket(entry);
    if (bucket < CLASSES) {
      filledClasses[bucket / Long.SIZE] |= 1L << bucket;
    } else {
      farthest = Math.max(farthest, entries.nextUse(entry));
    }
    int tail = first[bucket] == NONE ? NONE : last[bucket];
    entries.setBefore(entry, tail);
    entries.setAfter(entry, NONE);
    if (tail == NONE) {
      first[bucket] = entry;
    } else {
      entries.setAfter(tail, entry);
    }
    last[bucket] = entry;
  }

  /// Takes a queued entry out.
  void remove(int entry) {
    int bucket = bucket(entry);
    int before = entries.before(entry);
    int after = entries.after(entry);
    if (before == NONE) {
      first[bucket] = after;
    } else {
      entries.setAfter(before, after);
    }
    if (after == NONE) {
      last[bucket] = before;
    } else {
      entries.setBefore(after, before);
    }
    if (first[bucket] == NONE && bucket < CLASSES) {
      filledClasses[bucket / Long.SIZE] &= ~(1L << bucket);
    }
    entries.setBefore(entry, NOT_QUEUED);
  }

  /// The entry that should leave first, or [RowEntries#NONE]; it stays queued.
  int peek() {
    for (int word = 0; word < filledClasses.length; word++) {
      if (filledClasses[word] != 0) {
        return first[word * Long.SIZE + Long.numberOfTrailingZeros(filledClasses[word])];
      }
    }
    // No more than depth batches are known, so the scan stops before it meets a bucket twice.
    for (int scanned = 0; scanned < depth && farthest >= 0; scanned++, farthest--) {
      int entry = first[CLASSES + farthest % depth];
      if (entry != NONE) {
        return entry;
      }
    }
    return NONE;
  }

  private int bucket(int entry) {
    int nextUse = entries.nextUse(entry);
    return nextUse == NONE ? useClass(entries.uses(entry)) : CLASSES + nextUse % depth;
  }

  /// Rises with the count: exact below 16, then eight classes per doubling.
  static int useClass(int uses) {
    if (uses < EXACT_COUNTS) {
      return uses;
    }
    int exponent = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(uses);
    return EXACT_COUNTS + (exponent - 4) * 8 + (uses >>> (exponent - 3)) - 8;
  }
}
