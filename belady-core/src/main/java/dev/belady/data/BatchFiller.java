// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import org.jspecify.annotations.Nullable;

/// Cuts the ordered stream of samples into batches and publishes them.
final class BatchFiller {
  private final BatchExchange batches;
  private long epoch;
  private long sampleOfEpoch;
  private long total;
  private long toPassOver;
  private @Nullable Batch batch;

  BatchFiller(BatchExchange batches, ReadPosition start) {
    this.batches = batches;
    this.epoch = start.epoch();
    this.total = start.total();
    this.toPassOver = start.sample();
  }

  /// Appends samples of a block.
  void add(Batch block, int first, int count) throws InterruptedException {
    int from = first;
    int left = count;
    int passed = (int) Math.min(left, toPassOver);
    toPassOver -= passed;
    sampleOfEpoch += passed;
    from += passed;
    left -= passed;
    while (left > 0) {
      Batch open = open();
      int fits = Math.min(left, open.capacity() - open.size());
      open.addSamples(block, from, fits);
      sampleOfEpoch += fits;
      total += fits;
      from += fits;
      left -= fits;
      if (open.size() == open.capacity()) {
        publish();
      }
    }
  }

  /// Ends a pass.
  ///
  /// @throws DataException when the place to start from lies behind the end of the data set
  void endEpoch() {
    if (toPassOver > 0) {
      throw new DataException(
          "cannot go on behind the end of the data set: samples="
              + sampleOfEpoch
              + ", start="
              + (sampleOfEpoch + toPassOver));
    }
    epoch++;
    sampleOfEpoch = 0;
  }

  /// The samples of the running pass so far, with those passed over.
  long sampleOfEpoch() {
    return sampleOfEpoch;
  }

  /// Publishes the batch in work, if there is one.
  void publish() {
    Batch full = batch;
    if (full != null) {
      batch = null;
      full.setResumeAt(new ReadPosition(epoch, sampleOfEpoch, total));
      batches.publish(full);
    }
  }

  private Batch open() throws InterruptedException {
    Batch open = batch;
    if (open == null) {
      open = batches.acquire();
      open.setFirstSample(total);
      batch = open;
    }
    return open;
  }
}
