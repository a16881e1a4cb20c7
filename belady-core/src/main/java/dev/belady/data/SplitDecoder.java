// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.concurrent.CancellationException;

/// One decoding thread: reads split after split into blocks. An empty block ends a split.
final class SplitDecoder implements Runnable {
  private static final int MOST_BLOCK_SAMPLES = 1024;
  private static final int LEAST_BLOCK_SAMPLES = 16;
  private static final int BLOCK_BYTES = 1 << 19;

  /// Room for a whole split of usual size, so that all threads can work while splits are taken in
  /// order; blocks are made when needed.
  private static final int QUEUED_BLOCKS = 36;

  private final SplitDealer dealer;
  private final BatchExchange blocks;

  SplitDecoder(Schema schema, SplitDealer dealer, ReaderBuffers buffers) {
    this.dealer = dealer;
    this.blocks = new BatchExchange(schema, blockSamples(schema), QUEUED_BLOCKS, buffers::block);
  }

  /// As many samples with one key per slot as fit a block, so that it stays in a second-level cache
  /// and wide samples do not fill the memory. The samples of all blocks of one decoder.
  static int blockSamplesOfAll(Schema schema) {
    return QUEUED_BLOCKS * blockSamples(schema);
  }

  private static int blockSamples(Schema schema) {
    long sampleBytes =
        (long) Float.BYTES * (schema.labels() + schema.dense())
            + (long) (Long.BYTES + Integer.BYTES) * schema.slots();
    return Math.clamp(BLOCK_BYTES / sampleBytes, LEAST_BLOCK_SAMPLES, MOST_BLOCK_SAMPLES);
  }

  /// The decoded blocks, in the order in which this thread was dealt its splits.
  BatchExchange blocks() {
    return blocks;
  }

  @Override
  public void run() {
    try {
      Split split = dealer.deal(this);
      while (split != null) {
        decode(split);
        split = dealer.deal(this);
      }
      blocks.finish();
    } catch (InterruptedException | CancellationException closed) {
      blocks.close();
    } catch (Throwable failure) {
      blocks.fail(failure);
    }
  }

  private void decode(Split split) throws InterruptedException {
    try (Split.Reader reader = split.open()) {
      Batch block;
      do {
        block = blocks.acquire();
        reader.read(block);
        blocks.publish(block);
      } while (block.size() > 0);
    }
  }
}
