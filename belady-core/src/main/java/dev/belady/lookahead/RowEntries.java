// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// What the planner knows of the rows that matter now: those in a frame and those in the window.
///
/// An entry is a number; its fields lie side by side in 32 bytes, so that looking at a row costs
/// one cache line. Batches are numbered from 0. Entries are recycled.
///
/// Two fields have two meanings. While a known batch is going to use the row they say where it was
/// seen last; otherwise they link it into a list.
final class RowEntries {
  /// No frame, no batch, no entry.
  static final int NONE = -1;

  private static final int USES = 0;
  private static final int FRAME = 1;
  private static final int NEXT_USE = 2;
  private static final int LAST_USE = 3;
  private static final int LATEST_BATCH = 4;
  private static final int LATEST_POSITION = 5;
  private static final int BEFORE = LATEST_BATCH;
  private static final int AFTER = LATEST_POSITION;
  private static final int ROW_LOW = 6;
  private static final int ROW_HIGH = 7;
  private static final int FIELDS = 8;
  private static final int FIRST_MOST = 1 << 20;

  private int[] fields;
  private int fresh;
  private int recycled = NONE;

  /// Room for about `expected` entries at once; it grows beyond.
  RowEntries(int expected) {
    fields = new int[Math.multiplyExact(Math.clamp(expected, 64, FIRST_MOST), FIELDS)];
  }

  /// A new entry of a row that has no frame and no known use.
  int create(long row, int uses) {
    int entry = recycled;
    if (entry != NONE) {
      recycled = after(entry);
    } else {
      entry = fresh++;
      if (entry * FIELDS == fields.length) {
        fields = Arrays.copyOf(fields, Math.multiplyExact(FIELDS, entry + (entry >> 2)));
      }
    }
    set(entry, ROW_LOW, (int) row);
    set(entry, ROW_HIGH, (int) (row >>> 32));
    set(entry, USES, uses);
    set(entry, FRAME, NONE);
    set(entry, NEXT_USE, NONE);
    set(entry, LAST_USE, NONE);
    return entry;
  }

  /// Gives an entry back.
  void recycle(int entry) {
    setAfter(entry, recycled);
    recycled = entry;
  }

  long row(int entry) {
    return ((long) get(entry, ROW_HIGH) << 32) | (get(entry, ROW_LOW) & 0xFFFFFFFFL);
  }

  /// Planned batches that have used the row, ever.
  int uses(int entry) {
    return get(entry, USES);
  }

  /// The frame that holds the row, or [#NONE].
  int frame(int entry) {
    return get(entry, FRAME);
  }

  void setFrame(int entry, int frame) {
    set(entry, FRAME, frame);
  }

  /// The earliest known batch, not planned yet, that uses the row, or [#NONE].
  int nextUse(int entry) {
    return get(entry, NEXT_USE);
  }

  void setNextUse(int entry, int batch) {
    set(entry, NEXT_USE, batch);
  }

  /// The latest planned batch that used the row; [#NONE] if there is none since the entry exists.
  int lastUse(int entry) {
    return get(entry, LAST_USE);
  }

  /// Notes that `batch`, now planned, uses the row, and when it is used next.
  void use(int entry, int batch, int nextUse) {
    set(entry, USES, Math.incrementExact(uses(entry)));
    set(entry, LAST_USE, batch);
    set(entry, NEXT_USE, nextUse);
  }

  /// The latest known batch that uses the row, which has a next use.
  int latestBatch(int entry) {
    return get(entry, LATEST_BATCH);
  }

  /// The position of the row in that batch.
  int latestPosition(int entry) {
    return get(entry, LATEST_POSITION);
  }

  void setLatest(int entry, int batch, int position) {
    set(entry, LATEST_BATCH, batch);
    set(entry, LATEST_POSITION, position);
  }

  /// The entry before this one in its list, which has no next use.
  int before(int entry) {
    return get(entry, BEFORE);
  }

  void setBefore(int entry, int other) {
    set(entry, BEFORE, other);
  }

  /// The entry after this one in its list.
  int after(int entry) {
    return get(entry, AFTER);
  }

  void setAfter(int entry, int other) {
    set(entry, AFTER, other);
  }

  private int get(int entry, int field) {
    return fields[entry * FIELDS + field];
  }

  private void set(int entry, int field, int value) {
    fields[entry * FIELDS + field] = value;
  }
}
