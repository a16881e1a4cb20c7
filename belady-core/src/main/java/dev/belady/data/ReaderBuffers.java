// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The buffers that readers of one data set leave to those that come after them, so that reading
/// again and again makes no garbage: large arrays fill the old part of the heap, and the heap grows
/// before it is collected. All these readers have the same batch size, one at a time. Thread-safe.
public final class ReaderBuffers {
  private final Deque<Batch> batches = new ArrayDeque<>();
  private final Deque<Batch> blocks = new ArrayDeque<>();

  /// No buffers yet.
  public ReaderBuffers() {}

  synchronized @Nullable Batch batch() {
    return batches.poll();
  }

  synchronized @Nullable Batch block() {
    return blocks.poll();
  }

  synchronized void leave(List<Batch> ofBatches, List<Batch> ofBlocks) {
    batches.addAll(ofBatches);
    blocks.addAll(ofBlocks);
  }
}
