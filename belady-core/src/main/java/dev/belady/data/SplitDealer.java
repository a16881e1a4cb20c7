// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Deals the splits of all passes, in order, to whichever decoder is free, and remembers who got
/// which, so that the assembler can follow the order of the splits.
final class SplitDealer {
  private final List<Split> splits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition dealt = lock.newCondition();
  private final Deque<SplitDecoder> owners = new ArrayDeque<>();
  private final long epochs;
  private long epoch;
  private int split;
  private boolean closed;

  /// Deals passes `firstEpoch` to `epochs - 1`.
  SplitDealer(List<Split> splits, long firstEpoch, long epochs) {
    this.splits = splits;
    this.epoch = firstEpoch;
    this.epochs = epochs;
  }

  /// The first split of a pass, for messages.
  String describeFirst() {
    return splits.getFirst().describe();
  }

  /// The number of splits of one pass.
  int splitsPerEpoch() {
    return splits.size();
  }

  /// The next unread split for `decoder`, or null when all are dealt.
  @Nullable Split deal(SplitDecoder decoder) {
    lock.lock();
    try {
      if (closed || epoch >= epochs) {
        return null;
      }
      Split next = splits.get(split);
      if (++split == splits.size()) {
        split = 0;
        epoch++;
      }
      owners.add(decoder);
      dealt.signal();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// The decoder of the next split in order; waits until one took it. Only the assembler calls
  /// this, once per split.
  ///
  /// @throws CancellationException when the reader is closed
  SplitDecoder nextOwner() throws InterruptedException {
    lock.lock();
    try {
      while (owners.isEmpty() && !closed) {
        dealt.await();
      }
      if (closed) {
        throw new CancellationException("the reader was closed");
      }
      return owners.remove();
    } finally {
      lock.unlock();
    }
  }

  /// Deals no more.
  void close() {
    lock.lock();
    try {
      closed = true;
      dealt.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
