// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.belady.memory.RowArena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A seeded table with seeded bags and gradients, and the naive de-duplication of the bags.
final class RandomRows implements AutoCloseable {
  final int dim;
  final int tableRows;
  final RowArena arena;
  final RowOccurrences occurrences = new RowOccurrences();
  final float[] dBags;

  /// @param maxHotness the most keys of a bag; 1 makes every bag hold exactly one
  RandomRows(long seed, int dim, int tableRows, int bags, int maxHotness, RowUpdateRule rule) {
    SplittableRandom random = new SplittableRandom(seed);
    this.dim = dim;
    this.tableRows = tableRows;
    this.arena = new RowArena(rule.recordFloats(dim));
    arena.ensureCapacity(tableRows);
    for (int row = 0; row < tableRows; row++) {
      for (int i = 0; i < dim * (1 + rule.states()); i++) {
        float value = random.nextFloat() - (i < dim ? 0.5f : 0);
        arena.memory().set(JAVA_FLOAT, arena.address(arena.chunkAddresses(), row) + i * 4L, value);
      }
      if (rule instanceof RowUpdateRule.LazyAdam lazy) {
        arena
            .memory()
            .set(
                JAVA_INT,
                arena.address(arena.chunkAddresses(), row) + dim * 12L,
                1 + random.nextInt(lazy.step()));
      }
    }
    fillBags(random, bags, maxHotness);
    this.dBags = new float[bags * dim];
    for (int i = 0; i < dBags.length; i++) {
      dBags[i] = random.nextFloat() - 0.5f;
    }
  }

  private void fillBags(SplittableRandom random, int bags, int maxHotness) {
    occurrences.bags = bags;
    occurrences.oneHot = maxHotness == 1;
    occurrences.bagOffsets = new int[bags + 1];
    int[] rows = new int[bags * maxHotness];
    Map<Integer, List<Integer>> byRow = new LinkedHashMap<>();
    int size = 0;
    for (int bag = 0; bag < bags; bag++) {
      int count = maxHotness == 1 ? 1 : random.nextInt(maxHotness + 1);
      for (int i = 0; i < count; i++) {
        // Squaring makes low rows repeat often.
        double u = random.nextDouble();
        int row = (int) (u * u * tableRows);
        rows[size++] = row;
        byRow.computeIfAbsent(row, key -> new ArrayList<>()).add(bag);
      }
      occurrences.bagOffsets[bag + 1] = size;
    }
    occurrences.rows = Arrays.copyOf(rows, size);
    occurrences.distinct = byRow.size();
    occurrences.distinctRows = new int[byRow.size()];
    occurrences.occurrenceOffsets = new int[byRow.size() + 1];
    occurrences.occurrenceBags = new int[size];
    occurrences.tableRows = tableRows;
    occurrences.usedRows = new long[(tableRows + 63) / 64];
    int i = 0;
    int at = 0;
    for (Map.Entry<Integer, List<Integer>> entry : byRow.entrySet()) {
      occurrences.distinctRows[i++] = entry.getKey();
      occurrences.usedRows[entry.getKey() / 64] |= 1L << entry.getKey() % 64;
      for (int bag : entry.getValue()) {
        occurrences.occurrenceBags[at++] = bag;
      }
      occurrences.occurrenceOffsets[i] = at;
    }
  }

  /// Every float of every record, as bits.
  int[] bits() {
    int[] bits = new int[tableRows * arena.strideFloats()];
    int at = 0;
    for (int row = 0; row < tableRows; row++) {
      for (int i = 0; i < arena.strideFloats(); i++) {
        bits[at++] =
            arena.memory().get(JAVA_INT, arena.address(arena.chunkAddresses(), row) + i * 4L);
      }
    }
    return bits;
  }

  @Override
  public void close() {
    arena.close();
  }
}
