// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Semaphore;

/// A data set in memory for tests: sample `n` has label `n`, two dense features made of `n`, and
/// bags of differing lengths. Reading can be made to wait or fail.
final class ListSource implements SampleSource {
  static final Schema SCHEMA =
      new Schema(1, 2, List.of(new SparseInput("deep", 2, 4, 8), new SparseInput("wide", 1, 9, 9)));

  private final int[] splitSizes;
  private int failingSplit = -1;
  private RuntimeException failure = new IllegalStateException();
  private Semaphore permits = new Semaphore(Integer.MAX_VALUE);

  ListSource(int... splitSizes) {
    this.splitSizes = splitSizes;
  }

  static ListSource random(Random random) {
    return new ListSource(random.ints(1 + random.nextInt(12), 0, 3000).toArray());
  }

  ListSource failingIn(int split, RuntimeException cause) {
    failingSplit = split;
    failure = cause;
    return this;
  }

  /// Each reading of a block takes one permit.
  ListSource waitingFor(Semaphore gate) {
    permits = gate;
    return this;
  }

  int samples() {
    int samples = 0;
    for (int size : splitSizes) {
      samples += size;
    }
    return samples;
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.of(samples());
  }

  @Override
  public List<Split> splits() {
    List<Split> splits = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < splitSizes.length; i++) {
      splits.add(new ListSplit(i, first, first + splitSizes[i]));
      first += splitSizes[i];
    }
    return splits;
  }

  /// Appends sample `number`.
  static void append(int number, Batch batch) {
    int sample = batch.size();
    batch.labels()[sample] = number;
    batch.dense()[2 * sample] = number + 0.25f;
    batch.dense()[2 * sample + 1] = -number;
    long[] keys = new long[9];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = 10L * number + i;
    }
    batch.sparse(0).addBag(keys, 0, number % 4);
    batch.sparse(0).addBag(keys[8]);
    batch.sparse(1).addBag(keys, 1, number % 9);
    batch.setSize(sample + 1);
  }

  /// The samples of a batch as text, one line each.
  static List<String> lines(Batch batch) {
    List<String> lines = new ArrayList<>();
    Schema schema = batch.schema();
    for (int sample = 0; sample < batch.size(); sample++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < schema.labels(); i++) {
        line.append(batch.labels()[sample * schema.labels() + i]).append(' ');
      }
      line.append('|');
      for (int i = 0; i < schema.dense(); i++) {
        line.append(' ').append(batch.dense()[sample * schema.dense() + i]);
      }
      for (int input = 0; input < schema.sparse().size(); input++) {
        JaggedKeys keys = batch.sparse(input);
        for (int bag = sample * keys.slots(); bag < (sample + 1) * keys.slots(); bag++) {
          line.append(" [");
          for (int i = keys.offsets()[bag]; i < keys.offsets()[bag + 1]; i++) {
            line.append(' ').append(keys.keys()[i]);
          }
          line.append(']');
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private final class ListSplit implements Split {
    private final int number;
    private final int from;
    private final int to;

    ListSplit(int number, int from, int to) {
      this.number = number;
      this.from = from;
      this.to = to;
    }

    @Override
    public String describe() {
      return "samples " + from + " to " + (to - 1);
    }

    @Override
    public Reader open() {
      return new Reader() {
        private int next = from;

        @Override
        public int read(Batch batch) {
          permits.acquireUninterruptibly();
          batch.clear();
          int end = Math.min(to, next + batch.capacity());
          if (end == to && number == failingSplit) {
            throw failure;
          }
          for (; next < end; next++) {
            append(next, batch);
          }
          return batch.size();
        }

        @Override
        public void close() {}
      };
    }
  }
}
