// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// How much room there was at each batch so far, for requests that take room from some batch up to
/// now.
///
/// A batch with no less room than a later one never matters again: what takes from it takes from
/// the later one, too. So only batches are kept whose room is below that of all earlier ones and
/// above 0, seen from now backwards; room rises from one to the next, and there are never more of
/// them than the largest room. Taking room lowers it from some batch on; as only differences are
/// stored, that changes one number.
///
/// ```
///   batch        1  2  3  4  5  6  7        kept  batch  2  5  7
///   room         6  2  5  4  3  9  8              room   2  3  8    stored as  2  1  5
/// ```
///
/// Entries are found by binary search; entries that lost their meaning stay for a while as
/// forwarding addresses. Memory: 16 bytes per entry.
final class RoomSinceUse {
  private static final int NONE = -1;

  /// Of each entry, living or dead: the batch, and the entry to look at instead (itself if living).
  private int[] batches = new int[64];

  private int[] forwards = new int[64];

  /// Of each living entry: how much more room it has than the living entry before, and that entry.
  private int[] rises = new int[64];

  private int[] befores = new int[64];
  private int size;
  private int living;
  private int last = NONE;

  /// The room of the last living entry.
  private int lastRoom;

  /// The latest batch that has no room.
  private int full;

  /// Takes room for one row at all batches from `from` on, if each of them has some.
  boolean take(int from) {
    if (from <= full) {
      return false;
    }
    int found = firstAtOrAfter(from);
    if (found == size) {
      return true;
    }
    int entry = follow(found);
    lastRoom--;
    if (--rises[entry] == 0) {
      merge(entry);
    }
    return true;
  }

  /// The room of an entry has fallen to that of the one before, or to 0.
  private void merge(int entry) {
    int before = befores[entry];
    if (before != NONE) {
      // The entry before dies for this one. It keeps its place, and this one's batch.
      rises[entry] = rises[before];
      befores[entry] = befores[before];
      forwards[before] = entry;
      living--;
      return;
    }
    full = batches[entry];
    living--;
    if (entry == last) {
      size = 0;
      last = NONE;
    } else {
      // The next living entry is the first now. Nobody looks for this one, as it is full.
      int next = follow(entry + 1);
      befores[next] = NONE;
      forwards[entry] = next;
    }
  }

  /// Adds the next batch with its room, at least 0.
  void append(int batch, int room) {
    while (last != NONE && lastRoom >= room) {
      lastRoom -= rises[last];
      last = befores[last];
      living--;
    }
    size = last + 1;
    if (room == 0) {
      full = batch;
      return;
    }
    if (size == batches.length) {
      makeRoom();
    }
    int entry = size++;
    batches[entry] = batch;
    forwards[entry] = entry;
    rises[entry] = last == NONE ? room : room - lastRoom;
    befores[entry] = last;
    last = entry;
    lastRoom = room;
    living++;
  }

  /// Removes dead entries, or gets longer arrays where most live.
  private void makeRoom() {
    if (2 * living > size) {
      int length = 2 * size;
      batches = Arrays.copyOf(batches, length);
      forwards = Arrays.copyOf(forwards, length);
      rises = Arrays.copyOf(rises, length);
      befores = Arrays.copyOf(befores, length);
      return;
    }
    int kept = 0;
    for (int entry = 0; entry < size; entry++) {
      if (forwards[entry] == entry) {
        batches[kept] = batches[entry];
        rises[kept] = rises[entry];
        befores[kept] = kept - 1;
        forwards[kept] = kept;
        kept++;
      }
    }
    size = kept;
    last = kept - 1;
  }

  /// The first entry whose batch is not before `batch`, or `size`.
  private int firstAtOrAfter(int batch) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (batches[middle] < batch) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The living entry that stands for `entry`.
  private int follow(int entry) {
    int at = entry;
    while (forwards[at] != at) {
      forwards[at] = forwards[forwards[at]];
      at = forwards[at];
    }
    return at;
  }

  /// Entries in use, for tests of the bound.
  int entries() {
    return living;
  }
}
