// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// The assembling thread: takes the decoded blocks in the order of the splits, reorders the samples
/// if asked, and cuts them into batches.
final class BatchAssembler implements Runnable {
  private final SplitDealer dealer;
  private final BatchExchange batches;
  private final BatchFiller filler;
  private final @Nullable ShuffleWindow window;
  private final ReaderOptions options;

  BatchAssembler(SplitDealer dealer, BatchExchange batches, Schema schema, ReaderOptions options) {
    this.dealer = dealer;
    this.batches = batches;
    this.options = options;
    this.filler = new BatchFiller(batches, options.start());
    this.window =
        options.shuffleWindow() > 1
            ? new ShuffleWindow(schema, options.shuffleWindow(), options.seed(), filler)
            : null;
  }

  @Override
  public void run() {
    try {
      for (long epoch = options.start().epoch(); epoch < options.epochs(); epoch++) {
        readEpoch(epoch);
      }
      filler.publish();
      batches.finish();
    } catch (InterruptedException | CancellationException closed) {
      batches.close();
    } catch (ExecutionException failedDecoder) {
      batches.fail(Objects.requireNonNull(failedDecoder.getCause()));
    } catch (Throwable failure) {
      batches.fail(failure);
    }
  }

  private void readEpoch(long epoch) throws InterruptedException, ExecutionException {
    if (window != null) {
      window.startEpoch(epoch);
    }
    for (int split = 0; split < dealer.splitsPerEpoch(); split++) {
      readSplit(dealer.nextOwner().blocks());
    }
    if (window != null) {
      window.flush();
    }
    if (!options.repeats()) {
      filler.publish();
    } else if (filler.sampleOfEpoch() == 0) {
      throw new DataException(
          "the data set has no samples to repeat: "
              + dealer.splitsPerEpoch()
              + " parts, the first of them "
              + dealer.describeFirst());
    }
    filler.endEpoch();
  }

  private void readSplit(BatchExchange blocks) throws InterruptedException, ExecutionException {
    while (true) {
      Batch block = blocks.take();
      if (block == null) {
        throw new CancellationException("the reader was closed");
      }
      int size = block.size();
      if (window != null) {
        window.add(block);
      } else {
        filler.add(block, 0, size);
      }
      blocks.recycle(block);
      if (size == 0) {
        return;
      }
    }
  }
}
