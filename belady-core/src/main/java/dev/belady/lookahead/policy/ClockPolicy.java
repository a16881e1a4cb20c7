// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// A hand goes round the frames: a row used since it last passed gets another round, the first that
/// was not leaves. Where the rows of the batch that is being served count, the hand passes over
/// them.
final class ClockPolicy implements CachePolicy {
  private static final int NONE = -1;

  private final boolean binding;
  private final TrafficCounter counter = new TrafficCounter();
  private final int[] rowAt;
  private final boolean[] used;

  /// The latest batch that used the frame.
  private final int[] usedBy;

  private int[] frameOf = new int[0];
  private int[] missing = new int[0];
  private int filled;
  private int hand;
  private int batch;

  ClockPolicy(KeptRows kept) {
    int capacity = kept.capacity();
    binding = kept.batchRows() == BatchRows.COUNTED;
    rowAt = new int[capacity];
    used = new boolean[capacity];
    usedBy = new int[capacity];
  }

  @Override
  public void serve(Requests requests) {
    int count = requests.size();
    if (binding) {
      BatchTooLargeException.check(count, rowAt.length);
    }
    batch++;
    // The rows that are there first, so that no miss of the same batch takes their frames.
    missing = missing.length < count ? new int[count] : missing;
    int missed = 0;
    for (int i = 0; i < count; i++) {
      int row = requests.rows()[i];
      grow(row);
      int frame = frameOf[row];
      if (frame == NONE) {
        missing[missed++] = row;
        counter.miss(requests.lookups()[i]);
      } else {
        used[frame] = true;
        usedBy[frame] = batch;
        counter.hit(requests.lookups()[i]);
      }
    }
    int before = filled;
    for (int i = 0; i < missed; i++) {
      int frame = filled < rowAt.length ? filled++ : evict();
      rowAt[frame] = missing[i];
      frameOf[missing[i]] = frame;
      used[frame] = true;
      usedBy[frame] = batch;
    }
    counter.write(missed - (filled - before));
  }

  private int evict() {
    while (true) {
      int frame = hand;
      hand = hand + 1 == rowAt.length ? 0 : hand + 1;
      if (binding && usedBy[frame] == batch) {
        continue;
      }
      if (!used[frame]) {
        frameOf[rowAt[frame]] = NONE;
        return frame;
      }
      used[frame] = false;
    }
  }

  private void grow(int row) {
    if (row >= frameOf.length) {
      int length = frameOf.length;
      frameOf = Arrays.copyOf(frameOf, Math.max(row + 1, 2 * length));
      Arrays.fill(frameOf, length, frameOf.length, NONE);
    }
  }

  @Override
  public void end() {
    counter.write(filled);
  }

  @Override
  public Traffic traffic() {
    return counter.traffic();
  }
}
