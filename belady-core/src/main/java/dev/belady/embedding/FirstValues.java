// SPDX-License-Identifier: Apache-2.0
package dev.belady.embedding;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.belady.random.CounterRandom;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The first weights of the rows of a table: a pure function of the seed, the table's number and
/// the key (and of the key's slot where slot sizes are given), whatever came before.
///
/// The distribution is HugeCTR's: uniform in -0.05 to 0.05, or in +-sqrt(1 / size of the slot).
final class FirstValues {
  private static final float DEFAULT_BOUND = 0.05f;

  private final CounterRandom random;
  private final float[] bounds;

  FirstValues(TableSpec spec) {
    long tableStream = CounterRandom.stream("embedding table", spec.number());
    this.random = new CounterRandom(new CounterRandom(spec.seed()).bits(tableStream, 0));
    List<Long> sizes = spec.slotSizes();
    this.bounds = new float[spec.slots()];
    for (int slot = 0; slot < bounds.length; slot++) {
      bounds[slot] = sizes.isEmpty() ? DEFAULT_BOUND : (float) Math.sqrt(1.0 / sizes.get(slot));
    }
  }

  /// Writes the `dim` weights of the row of `key` at byte `offset`.
  ///
  /// Weights 2i and 2i + 1 come from the upper and the lower half of the 64 bits at (key, i), of
  /// which 24 bits each are used.
  void write(long key, int slot, int dim, MemorySegment segment, long offset) {
    float bound = bounds[slot];
    long at = offset;
    for (int i = 0; i < dim; i += 2, at += 8) {
      long bits = random.bits(key, i >>> 1);
      segment.set(JAVA_FLOAT, at, uniform(bits >>> 40, bound));
      if (i + 1 < dim) {
        segment.set(JAVA_FLOAT, at + 4, uniform((bits & 0xFFFFFFFFL) >>> 8, bound));
      }
    }
  }

  /// Maps 24 bits to -bound (included) to bound (excluded).
  private static float uniform(long bits, float bound) {
    return (bits * 0x1p-23f - 1) * bound;
  }
}
