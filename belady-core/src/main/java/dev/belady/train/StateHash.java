// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.embedding.EmbeddingTable;
import dev.belady.model.Model;
import dev.belady.nn.BatchStatisticsLayer;
import dev.belady.nn.Layer;

/// A 64-bit hash over all bits of a model that training changes.
///
/// Rows are hashed one by one with their key and added up, so neither their record numbers nor the
/// order in which they were made matter: a run that keeps rows elsewhere has the same hash.
final class StateHash {
  private static final int BLOCK_ROWS = 1024;

  private StateHash() {}

  /// The hash of dense parameters, their optimizer state, the running statistics of layers, and all
  /// trained rows with their optimizer state.
  static long of(Model model) {
    long hash = of(1, model.parameters());
    for (float[] state : model.denseUpdate().states()) {
      hash = mix(hash ^ of(2, state));
    }
    for (Layer layer : model.network().layers()) {
      if (layer instanceof BatchStatisticsLayer statistics) {
        hash = mix(hash ^ of(2, statistics.moments().runningMean()));
        hash = mix(hash ^ of(2, statistics.moments().runningVariance()));
      }
    }
    for (int table = 0; table < model.tables().size(); table++) {
      hash = mix(hash ^ of(table + 3L, model.tables().get(table), model.trainedRows(table)));
    }
    return hash;
  }

  private static long of(long seed, EmbeddingTable table, int rows) {
    int floats = table.layout().floats();
    float[] records = new float[BLOCK_ROWS * floats];
    long sum = 0;
    for (int first = 0; first < rows; first += BLOCK_ROWS) {
      int count = Math.min(BLOCK_ROWS, rows - first);
      table.readRecords(first, count, records);
      for (int i = 0; i < count; i++) {
        sum += mix(of(mix(seed ^ mix(table.key(first + i))), records, i * floats, floats));
      }
    }
    return sum;
  }

  private static long of(long seed, float[] values) {
    return of(seed, values, 0, values.length);
  }

  private static long of(long seed, float[] values, int from, int count) {
    long hash = mix(seed);
    for (int i = from; i < from + count; i++) {
      hash = mix(hash ^ Float.floatToRawIntBits(values[i]));
    }
    return hash;
  }

  /// The finalizer of SplitMix64.
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
