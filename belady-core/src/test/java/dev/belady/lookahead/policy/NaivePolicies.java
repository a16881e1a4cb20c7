// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// The policies again, as short as they can be said: the specification of the fast ones. Each
/// returns {misses, evictions}.
final class NaivePolicies {
  private NaivePolicies() {}

  static int[] lru(int[][] trace, int capacity) {
    int[] cost = new int[2];
    Map<Integer, Integer> resident = new LinkedHashMap<>(16, 0.75f, true);
    for (int[] batch : trace) {
      for (int row : batch) {
        cost[0] += resident.put(row, row) == null ? 1 : 0;
      }
      while (resident.size() > capacity) {
        resident.remove(resident.keySet().iterator().next());
        cost[1]++;
      }
    }
    return cost;
  }

  static int[] lfu(int[][] trace, int capacity) {
    int[] cost = new int[2];
    Map<Integer, Integer> uses = new HashMap<>();
    Map<Integer, Integer> lastUse = new HashMap<>();
    Set<Integer> resident = new HashSet<>();
    for (int b = 0; b < trace.length; b++) {
      List<Integer> batch = IntStream.of(trace[b]).boxed().toList();
      for (int row : batch) {
        cost[0] += resident.add(row) ? 1 : 0;
      }
      while (resident.size() > capacity) {
        int victim =
            resident.stream()
                .filter(row -> !batch.contains(row))
                .min(
                    Comparator.comparing((Integer row) -> uses.get(row))
                        .thenComparing(lastUse::get)
                        .thenComparing(row -> row))
                .orElseThrow();
        resident.remove(victim);
        cost[1]++;
      }
      for (int row : batch) {
        uses.merge(row, 1, Integer::sum);
        lastUse.put(row, b);
      }
    }
    return cost;
  }

  /// The ring as a list whose head is under the hand.
  static int[] clock(int[][] trace, int capacity) {
    int[] cost = new int[2];
    List<Integer> ring = new ArrayList<>();
    Set<Integer> used = new HashSet<>();
    for (int[] batch : trace) {
      List<Integer> bound = Arrays.stream(batch).boxed().toList();
      Arrays.stream(batch).filter(ring::contains).forEach(used::add);
      for (int row : batch) {
        if (ring.contains(row)) {
          continue;
        }
        cost[0]++;
        if (ring.size() == capacity) {
          while (bound.contains(ring.getFirst()) || used.contains(ring.getFirst())) {
            int passed = ring.removeFirst();
            if (!bound.contains(passed)) {
              used.remove(passed);
            }
            ring.add(passed);
          }
          ring.removeFirst();
          cost[1]++;
        }
        ring.add(row);
        used.add(row);
      }
    }
    return cost;
  }

  /// Looks for the next use of every resident row by scanning ahead.
  static int[] min(int[][] trace, int capacity) {
    int[] cost = new int[2];
    Set<Integer> resident = new HashSet<>();
    for (int b = 0; b < trace.length; b++) {
      int now = b;
      List<Integer> batch = IntStream.of(trace[b]).boxed().toList();
      for (int row : batch) {
        cost[0] += resident.add(row) ? 1 : 0;
      }
      while (resident.size() > capacity) {
        int victim =
            resident.stream()
                .filter(row -> !batch.contains(row))
                .max(Comparator.comparingInt(row -> nextUse(trace, now, row)))
                .orElseThrow();
        resident.remove(victim);
        cost[1]++;
      }
    }
    return cost;
  }

  private static int nextUse(int[][] trace, int after, int row) {
    for (int b = after + 1; b < trace.length; b++) {
      for (int other : trace[b]) {
        if (other == row) {
          return b;
        }
      }
    }
    return trace.length;
  }
}
