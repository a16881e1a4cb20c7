// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.data.DataException;
import dev.belady.tier.RowAddresses;
import dev.belady.tier.RowStore;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A store whose reads and writes take a random time, and fail after a number of calls.
final class UnreliableStore implements RowStore {
  private static final int MOST_DELAY_NANOS = 300_000;

  private final RowStore store;
  private final long seed;
  private final long failingCall;
  private final AtomicLong calls = new AtomicLong();

  /// @param failingCall the number of the call that fails, from 0
  UnreliableStore(RowStore store, long seed, long failingCall) {
    this.store = store;
    this.seed = seed;
    this.failingCall = failingCall;
  }

  @Override
  public void read(RowAddresses rows, int from, int end) {
    delay("read");
    store.read(rows, from, end);
  }

  @Override
  public void write(RowAddresses rows, int from, int end) {
    delay("written");
    store.write(rows, from, end);
  }

  private void delay(String what) {
    long call = calls.getAndIncrement();
    if (call == failingCall) {
      throw new DataException("the store cannot be " + what + ": No space left on device");
    }
    Random random = new Random(seed + call);
    if (random.nextInt(3) == 0) {
      LockSupport.parkNanos(random.nextInt(MOST_DELAY_NANOS));
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
