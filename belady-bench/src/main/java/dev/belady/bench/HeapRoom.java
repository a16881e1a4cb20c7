// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/// Takes some room of the heap, another amount each time, so that the arrays of sessions that do
/// the same lie elsewhere.
///
/// Where arrays lie decides which of their pages share the places of a cache, and so on a fifth of
/// the speed. A process that opens its sessions in a regular order puts those of one contender in
/// the same place again and again, and what is luck looks like a difference.
final class HeapRoom implements AutoCloseable {
  private static final int MOST_BYTES = 1 << 26;
  private static final Random RANDOM = new Random();

  private static final AtomicReference<byte[]> TAKEN = new AtomicReference<>();

  /// Takes room until it is closed; one at a time.
  HeapRoom() {
    TAKEN.set(new byte[RANDOM.nextInt(MOST_BYTES)]);
  }

  /// Gives the room back.
  @Override
  public void close() {
    TAKEN.set(new byte[0]);
  }
}
