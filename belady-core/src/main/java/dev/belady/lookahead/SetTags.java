// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// Which rows have a place in a set-associative cache: the tags of cDLRM, and its random choice.
final class SetTags {
  /// No row, no place.
  static final int NONE = -1;

  private final WindowSets shape;
  private final long[] rows;

  /// Installed for the window and not used since.
  private final boolean[] fresh;

  private final int[] lockedBy;
  private final int[] openPlaces;
  private int[] drawn = new int[0];
  private int windows;
  private long random;

  /// Empty sets.
  SetTags(WindowSets shape) {
    this.shape = shape;
    this.rows = new long[shape.sets() * shape.ways()];
    this.fresh = new boolean[rows.length];
    this.lockedBy = new int[rows.length];
    this.openPlaces = new int[shape.ways()];
    this.random = shape.seed();
    Arrays.fill(rows, NONE);
  }

  /// The place of `row`, or [#NONE].
  int find(long row) {
    int from = firstPlace(row);
    for (int place = from; place < from + shape.ways(); place++) {
      if (rows[place] == row) {
        return place;
      }
    }
    return NONE;
  }

  private int firstPlace(long row) {
    return (int) (row % shape.sets()) * shape.ways();
  }

  /// Notes a use of `row`.
  ///
  /// @return whether it was in the cache before: it has a place, and not since this window only
  boolean use(long row) {
    int place = find(row);
    if (place == NONE) {
      return false;
    }
    boolean hit = !fresh[place];
    fresh[place] = false;
    return hit;
  }

  /// Begins a window. Rows of it that have a place are locked there. Each other one draws a way
  /// among those of its set that are not locked, before any of them is installed; of rows that drew
  /// the same way the last stays.
  ///
  /// @param windowRows the distinct rows of the window, ascending
  /// @param displaced where the rows go that have lost their place; at least `count` long
  /// @return how many those are
  int install(long[] windowRows, int count, long[] displaced) {
    windows++;
    for (int i = 0; i < count; i++) {
      int place = find(windowRows[i]);
      if (place != NONE) {
        lockedBy[place] = windows;
      }
    }
    if (drawn.length < count) {
      drawn = new int[count];
    }
    for (int i = 0; i < count; i++) {
      drawn[i] = find(windowRows[i]) == NONE ? draw(windowRows[i]) : NONE;
    }
    int lost = 0;
    for (int i = 0; i < count; i++) {
      int place = drawn[i];
      if (place != NONE) {
        if (rows[place] != NONE) {
          displaced[lost++] = rows[place];
        }
        rows[place] = windowRows[i];
        fresh[place] = true;
      }
    }
    return lost;
  }

  private int draw(long row) {
    int from = firstPlace(row);
    int open = 0;
    for (int place = from; place < from + shape.ways(); place++) {
      if (lockedBy[place] != windows) {
        openPlaces[open++] = place;
      }
    }
    return open == 0 ? NONE : openPlaces[(int) ((nextRandom() >>> 33) % open)];
  }

  /// SplitMix64.
  private long nextRandom() {
    random += 0x9E3779B97F4A7C15L;
    long mixed = (random ^ (random >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
