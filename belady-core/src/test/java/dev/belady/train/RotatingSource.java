// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.Split;
import java.util.List;
import java.util.OptionalLong;

/// A data set in which every key of every slot comes once in each pass, in an order that jumps
/// about: no row is worth more than another, so no frame keeps its row for long.
///
/// @param slotRows the keys of each slot, and the samples of a pass
record RotatingSource(Schema schema, int slotRows) implements SampleSource {
  /// A prime number; a slot must not have a multiple of it as its number of keys.
  private static final long STRIDE = 611_953;

  RotatingSource {
    if (slotRows % STRIDE == 0) {
      throw new IllegalArgumentException("slotRows=" + slotRows);
    }
  }

  @Override
  public List<Split> splits() {
    return List.of(new OnePass(schema, slotRows));
  }

  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.of(slotRows);
  }

  private record OnePass(Schema schema, int slotRows) implements Split {
    @Override
    public String describe() {
      return "keys that go round";
    }

    @Override
    public Reader open() {
      return new Reader() {
        private int next;

        @Override
        public int read(Batch batch) {
          batch.clear();
          while (next < slotRows && batch.size() < batch.capacity()) {
            add(batch, next++);
          }
          return batch.size();
        }

        @Override
        public void close() {}
      };
    }

    private void add(Batch batch, int sample) {
      int at = batch.size();
      batch.labels()[at] = sample % 3 == 0 ? 1 : 0;
      for (int i = 0; i < schema.dense(); i++) {
        batch.dense()[at * schema.dense() + i] = (sample + 5 * i) % 17 / 17f;
      }
      for (int slot = 0; slot < schema.slots(); slot++) {
        batch.sparse(0).addBag((long) slot * slotRows + (sample + slot) * STRIDE % slotRows);
      }
      batch.setSize(at + 1);
    }
  }
}
