// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import dev.belady.random.CounterRandom;

/// Reorders the samples of a pass at random within a window.
///
/// The window collects samples until it is full, then passes on a random half of them in random
/// order and keeps the rest, so that a sample may move further than one window. The order is a
/// function of the seed, the pass and the window size.
final class ShuffleWindow {
  private final CounterRandom random;
  private final BatchFiller out;
  private final int capacity;
  private final int[] order;
  private Batch samples;
  private Batch spare;
  private long stream;
  private long draws;

  ShuffleWindow(Schema schema, int capacity, long seed, BatchFiller out) {
    this.random = new CounterRandom(seed);
    this.out = out;
    this.capacity = capacity;
    this.order = new int[capacity];
    this.samples = new Batch(schema, capacity);
    this.spare = new Batch(schema, capacity);
  }

  /// Begins a pass; the window is empty.
  void startEpoch(long epoch) {
    stream = CounterRandom.stream("shuffle", epoch);
    draws = 0;
  }

  /// Takes the samples of a block in.
  void add(Batch block) throws InterruptedException {
    int from = 0;
    while (from < block.size()) {
      int fits = Math.min(block.size() - from, capacity - samples.size());
      samples.addSamples(block, from, fits);
      from += fits;
      if (samples.size() == capacity) {
        passOn((capacity + 1) / 2);
      }
    }
  }

  /// Passes on all that is left.
  void flush() throws InterruptedException {
    passOn(samples.size());
  }

  private void passOn(int count) throws InterruptedException {
    int size = samples.size();
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = 0; i < count; i++) {
      int other = i + (int) Math.unsignedMultiplyHigh(random.bits(stream, draws++), size - i);
      int chosen = order[other];
      order[other] = order[i];
      out.add(samples, chosen, 1);
    }
    spare.clear();
    for (int i = count; i < size; i++) {
      spare.addSamples(samples, order[i], 1);
    }
    Batch emptied = samples;
    samples = spare;
    spare = emptied;
  }
}
