// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// A hand goes round the frames: a row used since it last passed gets another round, the first that
/// was not leaves. Where the rows of the batch that is being served count, the hand passes over
/// them.
final class ClockPolicy implements CachePolicy {
  private static final int NONE = -1;

  private final boolean binding;
  private final int[] rowAt;
  private final boolean[] used;
  private int[] frameOf = new int[0];
  private int[] lastBatch = new int[0];
  private int[] missing = new int[0];
  private int filled;
  private int hand;
  private int batch;
  private Traffic traffic = Traffic.NONE;

  ClockPolicy(KeptRows kept) {
    int capacity = kept.capacity();
    binding = kept.batchRows() == BatchRows.COUNTED;
    rowAt = new int[capacity];
    used = new boolean[capacity];
  }

  @Override
  public void serve(int[] rows, int count) {
    if (binding) {
      BatchTooLargeException.check(count, rowAt.length);
    }
    batch++;
    // The rows that are there first, so that no miss of the same batch takes their frames.
    missing = missing.length < count ? new int[count] : missing;
    int missed = 0;
    for (int i = 0; i < count; i++) {
      grow(rows[i]);
      lastBatch[rows[i]] = batch;
      if (frameOf[rows[i]] == NONE) {
        missing[missed++] = rows[i];
      } else {
        used[frameOf[rows[i]]] = true;
      }
    }
    int before = filled;
    for (int i = 0; i < missed; i++) {
      int frame = filled < rowAt.length ? filled++ : evict();
      rowAt[frame] = missing[i];
      frameOf[missing[i]] = frame;
      used[frame] = true;
    }
    traffic = traffic.plus(count, missed, missed - (filled - before));
  }

  private int evict() {
    while (true) {
      int frame = hand;
      hand = hand + 1 == rowAt.length ? 0 : hand + 1;
      if (binding && lastBatch[rowAt[frame]] == batch) {
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
      lastBatch = Arrays.copyOf(lastBatch, frameOf.length);
      Arrays.fill(frameOf, length, frameOf.length, NONE);
    }
  }

  @Override
  public void end() {
    traffic = traffic.plusWritten(filled);
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }
}
