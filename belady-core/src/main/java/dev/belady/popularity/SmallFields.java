// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.List;

/// The fields that are hot as a whole because they are small: a rare row of a tiny field would make
/// its inputs cold for a few bytes.
///
/// A field is small when it is known that its rows have at most so many bytes altogether, and its
/// accesses keep to these rows. Each of its rows, seen or not, is taken to be as hot as the average
/// row of the field at least; so a small field gives way to rows that are hotter than that where
/// the budget does not hold both.
final class SmallFields {
  private final AccessLog log;
  private final boolean[][] small;

  /// Finds the fields with at most `mostBytes` bytes.
  SmallFields(AccessLog log, long mostBytes) {
    this.log = log;
    this.small = new boolean[log.tables().size()][];
    for (int table = 0; table < small.length; table++) {
      CountedTable spec = log.tables().get(table);
      boolean[] straying = straying(log, table);
      small[table] = new boolean[straying.length];
      for (int slot = 0; slot < straying.length; slot++) {
        long size = spec.fields().get(slot).size();
        small[table][slot] = size > 0 && size <= mostBytes / spec.recordBytes() && !straying[slot];
      }
    }
  }

  boolean holds(int table, int slot) {
    return small[table][slot];
  }

  /// The small field that a key belongs to, or -1.
  int slotOf(int table, long key) {
    List<CountedTable.Field> fields = log.tables().get(table).fields();
    for (int slot = 0; slot < fields.size(); slot++) {
      if (small[table][slot] && fields.get(slot).holds(key)) {
        return slot;
      }
    }
    return -1;
  }

  /// The rows of the small fields of a table.
  int rows(int table) {
    List<CountedTable.Field> fields = log.tables().get(table).fields();
    long rows = 0;
    for (int slot = 0; slot < fields.size(); slot++) {
      rows += small[table][slot] ? fields.get(slot).size() : 0;
    }
    return Math.toIntExact(rows);
  }

  /// The accesses of the average row of a small field.
  long average(int table, int slot) {
    return log.accesses(table, slot) / log.tables().get(table).fields().get(slot).size();
  }

  /// The accesses that a row of a small field counts for.
  long heat(int table, int slot, long key) {
    return Math.max(average(table, slot), log.counts(table).count(key));
  }

  /// For each slot whether a key was first seen there that belongs elsewhere.
  private static boolean[] straying(AccessLog log, int table) {
    List<CountedTable.Field> fields = log.tables().get(table).fields();
    KeyCounts counts = log.counts(table);
    boolean[] straying = new boolean[fields.size()];
    for (int place = 0; place < counts.places(); place++) {
      if (counts.holds(place)) {
        int slot = counts.slotAt(place);
        straying[slot] |= !fields.get(slot).holds(counts.keyAt(place));
      }
    }
    return straying;
  }
}
