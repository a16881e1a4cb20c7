// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import dev.belady.memory.IntPages;
import java.util.Arrays;
import java.util.BitSet;

/// Which slot of a file holds each row, and which slots are free. A slot is room for one record; a
/// group is the slots that are read and written together.
///
/// A row gets another slot with each write. Its old one becomes free where it is, so that a group
/// empties row by row as its rows are used again. A group is filled again once half of its slots
/// are free, the one first that has waited longest; only while there is no such group does the file
/// grow. So the file is at most about twice as long as its rows, and one group that is filled again
/// takes at least half a group of rows.
///
/// One thread at a time; the caller's lock sees to that. A group that was [#claim]ed is not claimed
/// by anybody else until it is [#release]d.
final class SlotMap {
  /// The slot of a row that was never written.
  static final int NONE = -1;

  private final int slotsPerGroup;
  private final BitSet used = new BitSet();
  private final BitSet claimed = new BitSet();

  /// The slot of each row plus 1.
  private final IntPages slots = new IntPages();

  private int[] live = new int[0];
  private int groups;
  private int[] waiting = new int[64];
  private int firstWaiting;
  private int waitingCount;

  SlotMap(int slotsPerGroup) {
    this.slotsPerGroup = slotsPerGroup;
  }

  /// The slot of a row, or [#NONE].
  int slot(int row) {
    return row < slots.capacity() ? slots.get(row) - 1 : NONE;
  }

  /// The groups that the file has.
  int groups() {
    return groups;
  }

  /// The rows in a group.
  int live(int group) {
    return live[group];
  }

  /// Takes a group with free slots, a new one if no other is half free.
  ///
  /// @return its number, or [#NONE] when the file has as many slots as can be counted
  int claim() {
    int group;
    if (waitingCount > 0) {
      group = waiting[firstWaiting];
      firstWaiting = firstWaiting + 1 == waiting.length ? 0 : firstWaiting + 1;
      waitingCount--;
    } else {
      if ((groups + 1L) * slotsPerGroup > Integer.MAX_VALUE) {
        return NONE;
      }
      group = groups++;
      if (group == live.length) {
        live = Arrays.copyOf(live, group + (group >> 1) + 64);
      }
    }
    claimed.set(group);
    return group;
  }

  /// The most groups that a file has while each of `rows` rows has at most one slot: it grows only
  /// while no group waits, that is, while more than half of each is in use, but for those that are
  /// being filled.
  ///
  /// @param claimed groups that are filled at once
  static long mostGroups(long rows, int slotsPerGroup, long claimed) {
    return rows / (slotsPerGroup / 2 + 1) + claimed;
  }

  /// About the bytes that a map takes for `rows` rows, in a file between the shortest and the
  /// longest, with arrays that have grown by half and bits that have doubled.
  static long bytes(long rows, int slotsPerGroup) {
    long groups = (rows / slotsPerGroup + mostGroups(rows, slotsPerGroup, 0)) / 2;
    return IntPages.bytes(rows)
        + groups * Integer.BYTES * 5 / 4
        + groups * slotsPerGroup / Byte.SIZE * 3 / 2;
  }

  /// The first free slot from `slot` on, which may be behind its group.
  int nextFree(int slot) {
    return used.nextClearBit(slot);
  }

  /// Says that a slot of a claimed group has the newest record of `row`: its old slot is free.
  void move(int row, int slot) {
    int old = slot(row);
    slots.ensure(row + 1);
    slots.set(row, slot + 1);
    used.set(slot);
    live[slot / slotsPerGroup]++;
    if (old != NONE) {
      used.clear(old);
      int group = old / slotsPerGroup;
      live[group]--;
      // Only at the crossing: groups that wait must not wait twice.
      if (slotsPerGroup - live[group] == half() && !claimed.get(group)) {
        await(group);
      }
    }
  }

  /// Gives a claimed group back.
  void release(int group) {
    claimed.clear(group);
    if (slotsPerGroup - live[group] >= half()) {
      await(group);
    }
  }

  private int half() {
    return (slotsPerGroup + 1) / 2;
  }

  private void await(int group) {
    if (waitingCount == waiting.length) {
      int[] grown = new int[waitingCount + (waitingCount >> 1)];
      for (int i = 0; i < waitingCount; i++) {
        grown[i] = waiting[(firstWaiting + i) % waitingCount];
      }
      waiting = grown;
      firstWaiting = 0;
    }
    int at = firstWaiting + waitingCount;
    waiting[at < waiting.length ? at : at - waiting.length] = group;
    waitingCount++;
  }
}
