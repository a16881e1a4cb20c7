// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// How a memory budget is split among tables: each gets the frames without which it cannot train,
/// and the rest goes by the bytes of the distinct rows that the first batches use.
///
/// @param issueDistance batches that can be trained while rows move; 0 where the budget has no room
///   for the rows of two batches
/// @param frames the frames of each table
record FrameSplit(int issueDistance, List<Integer> frames) {
  /// What the planner keeps for a frame.
  private static final int PLANNER_BYTES = 48;

  /// The rows of both halves of a write-back buffer are 2 / `BUFFER_PART` of the frames.
  private static final int BUFFER_PART = 16;

  /// Training and moving overlap only where 1 / `OVERLAP_ROOM` more frames are there than the
  /// batches so far took, and where there is room each table gets 1 / `ROOM` more, so that a later
  /// batch hardly finds too few.
  private static final int OVERLAP_ROOM = 4;

  private static final int ROOM = 8;

  /// What batches need of a table.
  ///
  /// @param recordBytes bytes of a row with its state
  /// @param next distinct rows of the next batch
  /// @param most the most distinct rows of a batch so far
  /// @param mostOfTwo the most distinct rows of two batches in a row
  /// @param seenRows rows that the table has
  /// @param mostRows rows that the table can have
  record Need(long recordBytes, int next, int most, int mostOfTwo, long seenRows, long mostRows) {
    private Demand demand(long floor) {
      long two = (long) mostOfTwo + mostOfTwo / OVERLAP_ROOM;
      return new Demand(
          recordBytes,
          (int) Math.min(mostRows, floor),
          (int) Math.min(mostRows, two),
          seenRows,
          mostRows);
    }
  }

  /// Splits a budget: first each table gets an eighth more than any batch so far took; if that is
  /// too much, just what they took; and at least what the next batch takes.
  ///
  /// @return null when not even that fits
  static @Nullable FrameSplit choose(long budget, List<Need> needs) {
    List<ToLongFunction<Need>> floors =
        List.of(need -> (long) need.most() + need.most() / ROOM, Need::most, Need::next);
    for (ToLongFunction<Need> floor : floors) {
      List<Demand> demands =
          needs.stream().map(need -> need.demand(floor.applyAsLong(need))).toList();
      if (leastBytes(demands, 0) <= budget) {
        return of(budget, demands);
      }
    }
    return null;
  }

  /// What the first batches say about a table.
  ///
  /// @param recordBytes bytes of a row with its state
  /// @param floor the least frames with issue distance 0
  /// @param overlapFloor the least frames with issue distance 1
  /// @param seenRows distinct rows of the first batches
  /// @param mostRows rows that the table can have
  record Demand(long recordBytes, int floor, int overlapFloor, long seenRows, long mostRows) {
    private int least(int issueDistance) {
      return Math.max(1, issueDistance == 0 ? floor : overlapFloor);
    }
  }

  /// Copies the list.
  FrameSplit {
    frames = List.copyOf(frames);
  }

  /// The rows in each half of the write-back buffer of a table with `frames` frames.
  static int halfBufferRows(int frames) {
    return 1 + frames / BUFFER_PART;
  }

  /// The bytes that `frames` frames of a table take, with planner and buffers.
  static long bytes(long frames, long recordBytes) {
    return frames * (recordBytes + PLANNER_BYTES) + 2 * (1 + frames / BUFFER_PART) * recordBytes;
  }

  /// The smallest budget that trains the batches seen so far.
  static long leastBytes(List<Demand> demands, int issueDistance) {
    return demands.stream()
        .mapToLong(demand -> bytes(demand.least(issueDistance), demand.recordBytes()))
        .sum();
  }

  /// Splits a budget of at least [#leastBytes] with issue distance 0.
  static FrameSplit of(long budget, List<Demand> demands) {
    int issueDistance = leastBytes(demands, 1) <= budget ? 1 : 0;
    long spare = budget - leastBytes(demands, issueDistance);
    Integer[] frames = new Integer[demands.size()];
    boolean[] full = new boolean[demands.size()];
    boolean again = true;
    while (again) {
      again = false;
      double weights = 0;
      for (int t = 0; t < full.length; t++) {
        weights += full[t] ? 0 : weight(demands.get(t));
      }
      for (int t = 0; t < full.length && !again; t++) {
        Demand demand = demands.get(t);
        if (full[t]) {
          continue;
        }
        int least = demand.least(issueDistance);
        long leastBytes = bytes(least, demand.recordBytes());
        long share = leastBytes + (long) (spare * (weight(demand) / weights));
        frames[t] = mostFrames(share, demand.recordBytes(), least);
        long most = Math.max(least, demand.mostRows());
        if (frames[t] >= most) {
          frames[t] = (int) most;
          spare -= bytes(most, demand.recordBytes()) - leastBytes;
          full[t] = true;
          again = true;
        }
      }
    }
    return new FrameSplit(issueDistance, Arrays.asList(frames));
  }

  private static double weight(Demand demand) {
    return (double) Math.max(1, demand.seenRows()) * demand.recordBytes();
  }

  /// The most frames, at least `least`, that take no more than `bytes`.
  private static int mostFrames(long bytes, long recordBytes, int least) {
    long low = least;
    long high = Math.max(least, Math.min(1 << 30, bytes / recordBytes));
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      if (bytes(middle, recordBytes) <= bytes) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return (int) low;
  }
}
