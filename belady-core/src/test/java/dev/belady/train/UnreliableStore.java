// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.belady.data.DataException;
import dev.belady.memory.RowArena;
import dev.belady.tier.RowAddresses;
import dev.belady.tier.RowStore;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A store that does all that a store may do: its calls take a random time and overtake each other,
/// a call moves its rows in pieces and not in their order, rows that are being read are garbage
/// until the call is over. It fails after a number of calls.
final class UnreliableStore implements RowStore {
  private static final int MOST_DELAY_NANOS = 300_000;
  private static final int NOT_A_NUMBER = 0x7FC0DEAD;

  private final RowStore store;
  private final int recordFloats;
  private final long seed;
  private final long failingCall;
  private final AtomicLong calls = new AtomicLong();

  /// @param failingCall the number of the call that fails, from 0
  UnreliableStore(RowStore store, int recordFloats, long seed, long failingCall) {
    this.store = store;
    this.recordFloats = recordFloats;
    this.seed = seed;
    this.failingCall = failingCall;
  }

  @Override
  public void read(RowAddresses rows, int from, int end) {
    for (int i = from; i < end; i++) {
      for (int f = 0; f < recordFloats; f++) {
        RowArena.allMemory().set(JAVA_INT, rows.address(i) + 4L * f, NOT_A_NUMBER);
      }
    }
    Random random = begin("read");
    int middle = from + (end > from ? random.nextInt(end - from + 1) : 0);
    store.read(rows, middle, end);
    delay(random);
    store.read(rows, from, middle);
  }

  @Override
  public void write(RowAddresses rows, int from, int end) {
    Random random = begin("written");
    int middle = from + (end > from ? random.nextInt(end - from + 1) : 0);
    store.write(rows, middle, end);
    delay(random);
    store.write(rows, from, middle);
  }

  /// Counts a call, and holds it up in some way.
  private Random begin(String what) {
    long call = calls.getAndIncrement();
    if (call == failingCall) {
      throw new DataException("the store cannot be " + what + ": No space left on device");
    }
    Random random = new Random(seed * 31 + call);
    if (random.nextInt(8) == 0) {
      letAnotherGoFirst(call);
    }
    delay(random);
    return random;
  }

  /// Waits for a later call to begin; not for long, because there may be none.
  private void letAnotherGoFirst(long call) {
    long end = System.nanoTime() + MOST_DELAY_NANOS;
    while (calls.get() == call + 1 && System.nanoTime() < end) {
      LockSupport.parkNanos(MOST_DELAY_NANOS / 20);
    }
  }

  private static void delay(Random random) {
    if (random.nextInt(6) == 0) {
      LockSupport.parkNanos(random.nextInt(MOST_DELAY_NANOS));
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
