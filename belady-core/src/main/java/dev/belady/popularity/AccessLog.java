// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import dev.belady.data.JaggedKeys;
import java.util.ArrayList;
import java.util.List;

/// Counts the accesses of inputs to the rows of all tables of a model, in bounded memory.
public final class AccessLog {
  private final List<CountedTable> tables;
  private final List<KeyCounts> counts = new ArrayList<>();
  private final CountMemory memory;
  private final long[][] slotAccesses;
  private long samples;

  /// An empty log.
  public AccessLog(List<CountedTable> tables, CountMemory memory) {
    this.tables = List.copyOf(tables);
    this.memory = memory;
    this.slotAccesses = new long[tables.size()][];
    for (int table = 0; table < slotAccesses.length; table++) {
      counts.add(new KeyCounts(memory));
      slotAccesses[table] = new long[tables.get(table).fields().size()];
    }
  }

  /// Counts the accesses of one input of a batch.
  public void add(Batch batch, int sample) {
    samples++;
    for (int table = 0; table < slotAccesses.length; table++) {
      JaggedKeys keys = batch.sparse(tables.get(table).input());
      KeyCounts tableCounts = counts.get(table);
      long[] ofSlots = slotAccesses[table];
      int[] offsets = keys.offsets();
      int bag = sample * keys.slots();
      for (int slot = 0; slot < ofSlots.length; slot++, bag++) {
        for (int at = offsets[bag]; at < offsets[bag + 1]; at++) {
          tableCounts.add(keys.keys()[at], slot);
        }
        ofSlots[slot] += offsets[bag + 1] - offsets[bag];
      }
    }
  }

  /// The tables in the order of the model.
  public List<CountedTable> tables() {
    return tables;
  }

  /// The counts of table `number`.
  public KeyCounts counts(int number) {
    return counts.get(number);
  }

  /// The accesses from one slot of a table.
  public long accesses(int table, int slot) {
    return slotAccesses[table][slot];
  }

  /// The bytes of the counters, and of others that share their memory.
  public long bytes() {
    return memory.usedBytes();
  }

  /// The inputs that were counted.
  public long samples() {
    return samples;
  }

  /// The accesses to all tables.
  public long accesses() {
    long accesses = 0;
    for (KeyCounts tableCounts : counts) {
      accesses += tableCounts.total();
    }
    return accesses;
  }
}
