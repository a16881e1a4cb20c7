// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.lookahead.CapacityFloor;
import dev.belady.popularity.HotSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The batches of a [DataLook] as the planner would see them with given hot rows: without these,
/// which have frames for good.
final class HotLook {
  private final DataLook look;
  private final List<HotRows> hot = new ArrayList<>();
  private final List<List<int[]>> others = new ArrayList<>();

  /// The hot rows of `set`, or none.
  HotLook(DataLook look, @Nullable HotSet set) {
    this.look = look;
    for (int t = 0; t < look.tables().size(); t++) {
      List<int[]> batches = look.tables().get(t).batches;
      HotRows rows = set == null ? HotRows.none() : HotRows.of(set.table(t), 0);
      rows.learn(look.model().tables().get(t));
      hot.add(rows);
      others.add(rows.frames() == 0 ? batches : batches.stream().map(rows::others).toList());
    }
  }

  /// The rows of each batch that are not hot.
  List<int[]> others(int table) {
    return others.get(table);
  }

  /// The hot rows of a table.
  long hotRows(int table) {
    return hot.get(table).frames();
  }

  /// The hot rows of a table that the batches use.
  long usedHotRows(int table) {
    return hot.get(table).countKnown();
  }

  /// The bytes of the frames of all hot rows.
  long hotBytes() {
    long bytes = 0;
    for (int t = 0; t < hot.size(); t++) {
      bytes += hotRows(t) * look.recordBytes(t);
    }
    return bytes;
  }

  /// The smallest budget that holds the hot rows and each batch.
  long leastBytes() {
    long least = 0;
    for (int b = 0; b < look.batches(); b++) {
      least = Math.max(least, batchBytes(b));
    }
    return hotBytes() + least;
  }

  /// The most rows of a batch that are not hot.
  int mostRows(int table) {
    return others.get(table).stream().mapToInt(batch -> batch.length).max().orElse(0);
  }

  /// Splits a budget among the needs of all batches; where it does not hold the most rows of each
  /// table at once, as a run would for its largest batch.
  ///
  /// @return null where it does not even hold that
  @Nullable FrameSplit split(long bytes) {
    int largest = 0;
    long mostBytes = -1;
    for (int b = 0; b < look.batches(); b++) {
      long needed = batchBytes(b);
      if (needed > mostBytes) {
        mostBytes = needed;
        largest = b;
      }
    }
    List<FrameSplit.Need> needs = new ArrayList<>();
    for (int t = 0; t < hot.size(); t++) {
      CapacityFloor two = new CapacityFloor(1);
      for (int[] batch : others.get(t)) {
        two.add(Arrays.stream(batch).asLongStream().toArray(), batch.length);
      }
      EmbeddingTable table = look.model().tables().get(t);
      needs.add(
          new FrameSplit.Need(
              look.recordBytes(t),
              others.get(t).get(largest).length,
              mostRows(t),
              two.frames(),
              Math.max(0, table.rows() - hotRows(t)),
              table.spec().mostRows()));
    }
    return FrameSplit.choose(bytes - hotBytes(), needs);
  }

  private long batchBytes(int batch) {
    long bytes = 0;
    for (int t = 0; t < hot.size(); t++) {
      int rows = others.get(t).get(batch).length;
      bytes += FrameSplit.bytes(Math.max(1, rows), look.recordBytes(t));
    }
    return bytes;
  }
}
