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
    float[] record = new float[table.layout().floats()];
    long sum = 0;
    for (int row = 0; row < rows; row++) {
      table.read(row, record, 0, record.length);
      sum += mix(of(mix(seed ^ mix(table.key(row))), record));
    }
    return sum;
  }

  private static long of(long seed, float[] values) {
    long hash = mix(seed);
    for (float value : values) {
      hash = mix(hash ^ Float.floatToRawIntBits(value));
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
