// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Measures how long training waits, and for what: the planner and the mover say what they are at,
/// the trainer says when it waits, and each moment of a wait counts for what the mover does or, if
/// it has nothing to do, the planner.
///
/// The three threads call it a few times per batch, none per row; the time is looked up only while
/// the trainer waits. Its lock is held for some instructions, and nothing is called under it.
public final class StallClock {
  private final LongSupplier nanoTime;
  private final Map<StallCause, Long> nanos = new EnumMap<>(StallCause.class);
  private final Map<StallCause, Long> ofThisWait = new EnumMap<>(StallCause.class);
  private StallCause planner = StallCause.HANDOVER;
  private StallCause mover = StallCause.HANDOVER;
  private boolean waiting;
  private long since;

  /// A clock that has measured nothing.
  public StallClock() {
    this(System::nanoTime);
  }

  /// As above, with a given time.
  StallClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Says what the planner is at from now on; [StallCause#HANDOVER] when it has nothing to do.
  public synchronized void planner(StallCause work) {
    count();
    planner = work;
  }

  /// As [#planner], of the mover.
  public synchronized void mover(StallCause work) {
    count();
    mover = work;
  }

  /// Says that the trainer begins to wait.
  public synchronized void waits() {
    waiting = true;
    ofThisWait.clear();
    since = nanoTime.getAsLong();
  }

  /// Says that the trainer has what it waited for.
  ///
  /// @return what most of the wait was for
  public synchronized StallCause goesOn() {
    count();
    waiting = false;
    StallCause longest = StallCause.HANDOVER;
    for (Map.Entry<StallCause, Long> part : ofThisWait.entrySet()) {
      if (part.getValue() > ofThisWait.getOrDefault(longest, 0L)) {
        longest = part.getKey();
      }
    }
    return longest;
  }

  /// What was measured so far, a wait that goes on included. Any thread may ask.
  public synchronized Stalls stalls() {
    count();
    return new Stalls(nanos);
  }

  private void count() {
    if (waiting) {
      long now = nanoTime.getAsLong();
      StallCause cause = mover == StallCause.HANDOVER ? planner : mover;
      nanos.merge(cause, now - since, Long::sum);
      ofThisWait.merge(cause, now - since, Long::sum);
      since = now;
    }
  }
}
