// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static dev.belady.lookahead.RowEntries.NONE;

import java.util.Arrays;

/// The rows that may leave fast memory, in the order in which they should: first those without a
/// known next use, least used first; then those with one, farthest first.
///
/// A bucket queue in which everything takes constant time. Rows without a known use are linked in
/// one list per class of use counts, oldest first; they leave it from anywhere when a batch turns
/// up that uses them. Rows with a known use lie on one stack per batch of the window; they leave it
/// as victims, or all together when that batch is planned. With equal next use any choice costs the
/// same number of fetches.
final class VictimQueue {
  /// Use counts below this have a class each, those above share one with neighbours within 1/8.
  private static final int EXACT_COUNTS = 16;

  private static final int CLASSES = 256;

  private final RowEntries entries;
  private final int[] first = new int[CLASSES];
  private final int[] last = new int[CLASSES];
  private final long[] filledClasses = new long[CLASSES / Long.SIZE];

  /// The stack of batch `b` is number `b % depth`.
  private final int[][] stacks;

  private final int[] sizes;

  /// No stack of a later batch has rows.
  private int farthest = NONE;

  /// An empty queue of entries whose next uses span at most `depth` batches.
  VictimQueue(RowEntries entries, int depth) {
    this.entries = entries;
    this.stacks = new int[depth][0];
    this.sizes = new int[depth];
    Arrays.fill(first, NONE);
  }

  /// Adds an entry without a known next use; its use count must not change while it is here.
  void addUnknown(int entry) {
    int useClass = useClass(entries.uses(entry));
    int tail = first[useClass] == NONE ? NONE : last[useClass];
    if (tail == NONE) {
      first[useClass] = entry;
      filledClasses[useClass / Long.SIZE] |= 1L << useClass;
    } else {
      entries.setAfter(tail, entry);
    }
    entries.setBefore(entry, tail);
    entries.setAfter(entry, NONE);
    last[useClass] = entry;
  }

  /// Takes an entry out that [#addUnknown] put in.
  void removeUnknown(int entry) {
    int useClass = useClass(entries.uses(entry));
    int before = entries.before(entry);
    int after = entries.after(entry);
    if (before == NONE) {
      first[useClass] = after;
    } else {
      entries.setAfter(before, after);
    }
    if (after == NONE) {
      last[useClass] = before;
    } else {
      entries.setBefore(after, before);
    }
    if (first[useClass] == NONE) {
      filledClasses[useClass / Long.SIZE] &= ~(1L << useClass);
    }
  }

  /// Adds an entry whose next use is batch `nextUse`.
  void addKnown(int entry, int nextUse) {
    farthest = Math.max(farthest, nextUse);
    int slot = nextUse % stacks.length;
    if (sizes[slot] == stacks[slot].length) {
      stacks[slot] = Arrays.copyOf(stacks[slot], Math.max(16, 2 * sizes[slot]));
    }
    stacks[slot][sizes[slot]++] = entry;
  }

  /// Takes out all entries whose next use is `batch`, the earliest of the window.
  void removeKnown(int batch) {
    sizes[batch % stacks.length] = 0;
  }

  /// Takes out the entry that should leave first; [RowEntries#NONE] when there is none.
  int poll() {
    for (int word = 0; word < filledClasses.length; word++) {
      if (filledClasses[word] != 0) {
        int entry = first[word * Long.SIZE + Long.numberOfTrailingZeros(filledClasses[word])];
        removeUnknown(entry);
        return entry;
      }
    }
    // No more than depth batches are known, so the scan stops before it meets a stack twice.
    for (int scanned = 0; scanned < stacks.length && farthest >= 0; scanned++, farthest--) {
      int slot = farthest % stacks.length;
      if (sizes[slot] > 0) {
        return stacks[slot][--sizes[slot]];
      }
    }
    return NONE;
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
