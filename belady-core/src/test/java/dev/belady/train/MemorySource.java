// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.Batch;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.Split;
import java.util.List;
import java.util.OptionalLong;

/// Samples in memory as a data set of one split.
record MemorySource(Batch samples) implements SampleSource {
  @Override
  public Schema schema() {
    return samples.schema();
  }

  @Override
  public List<Split> splits() {
    return List.of(new MemorySplit(samples));
  }

  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.of(samples.size());
  }

  private record MemorySplit(Batch samples) implements Split {
    @Override
    public String describe() {
      return "memory";
    }

    @Override
    public Reader open() {
      return new Reader() {
        private int next;

        @Override
        public int read(Batch batch) {
          batch.clear();
          while (next < samples.size() && batch.size() < batch.capacity()) {
            batch.addSample(samples, next++);
          }
          return batch.size();
        }

        @Override
        public void close() {}
      };
    }
  }
}
