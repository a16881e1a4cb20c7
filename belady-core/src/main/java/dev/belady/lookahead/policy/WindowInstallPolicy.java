// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// The replacement of cDLRM: a set-associative cache into which the rows of a whole window of
/// batches are installed at once, each into a way of its set drawn at random among those whose row
/// the window does not use.
///
/// A row's set is its key modulo the sets, of which there are a prime number. Two missing rows of a
/// set may draw the same way: the later one (by row number) stays. A row without a way is served
/// past the cache in every batch that uses it. The reference implementation loses the updates of
/// such rows; here they are written back, so that policies are compared and not defects. It also
/// rounds the number of sets up to the next prime (by a test that takes some other numbers for
/// primes); here it is rounded down, so that the capacity is kept.
///
/// 1. K. Balasubramanian, A. Alshabanah, J. D. Choe, M. Annavaram: cDLRM: Look ahead caching for
///    scalable training of recommendation models. RecSys 2021.
final class WindowInstallPolicy implements CachePolicy {
  private static final int EMPTY = -1;

  private final KeptRows passing;
  private final RowNumbering keys;
  private final int sets;
  private final int ways;

  /// Of each place: its row, the latest window that uses the row, and the window for which the row
  /// came in, until it is used.
  private final int[] tags;

  private final int[] lockedBy;
  private final int[] installedFor;
  private final int[] freeWays;
  private final Requests[] batches;
  private final TrafficCounter counter = new TrafficCounter();
  private long random;
  private int waiting;
  private int windows;

  /// @param passing room for the rows of a batch that pass by
  /// @param keys where rows have their keys
  WindowInstallPolicy(
      PolicySpec.WindowInstall spec, int capacity, KeptRows passing, RowNumbering keys) {
    this.passing = passing;
    this.keys = keys;
    this.ways = Math.min(spec.ways(), capacity);
    this.sets = primeUpTo(capacity / ways);
    this.random = spec.seed();
    this.tags = new int[Math.multiplyExact(sets, ways)];
    this.lockedBy = new int[tags.length];
    this.installedFor = new int[tags.length];
    this.freeWays = new int[ways];
    this.batches = new Requests[spec.depth()];
    Arrays.fill(tags, EMPTY);
  }

  /// The largest prime number that is not above `limit`, or 1.
  static int primeUpTo(int limit) {
    int candidate = limit;
    while (candidate > 1 && !isPrime(candidate)) {
      candidate--;
    }
    return candidate;
  }

  private static boolean isPrime(int number) {
    for (int factor = 2; (long) factor * factor <= number; factor++) {
      if (number % factor == 0) {
        return false;
      }
    }
    return number > 1;
  }

  @Override
  public void serve(Requests batch) {
    batches[waiting++] = batch;
    if (waiting == batches.length) {
      serveWindow();
    }
  }

  @Override
  public void end() {
    serveWindow();
    for (int tag : tags) {
      counter.write(tag == EMPTY ? 0 : 1);
    }
  }

  private void serveWindow() {
    if (waiting == 0) {
      return;
    }
    windows++;
    install(windowRows());
    for (int b = 0; b < waiting; b++) {
      Requests batch = batches[b];
      int passed = 0;
      for (int i = 0; i < batch.size(); i++) {
        int place = find(batch.rows()[i]);
        int lookups = batch.lookups()[i];
        if (place == EMPTY) {
          counter.bypass(lookups);
          passed++;
        } else if (installedFor[place] == windows) {
          counter.missFetchedBefore(lookups);
          installedFor[place] = 0;
        } else {
          counter.hit(lookups);
        }
      }
      passing.check(passed);
    }
    waiting = 0;
  }

  /// The distinct rows of the window by number.
  private int[] windowRows() {
    int count = 0;
    for (int b = 0; b < waiting; b++) {
      count += batches[b].size();
    }
    int[] rows = new int[count];
    int at = 0;
    for (int b = 0; b < waiting; b++) {
      System.arraycopy(batches[b].rows(), 0, rows, at, batches[b].size());
      at += batches[b].size();
    }
    Arrays.sort(rows);
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || rows[i] != rows[i - 1]) {
        rows[distinct++] = rows[i];
      }
    }
    return Arrays.copyOf(rows, distinct);
  }

  private void install(int[] rows) {
    for (int row : rows) {
      int place = find(row);
      if (place != EMPTY) {
        lockedBy[place] = windows;
      }
    }
    // Every missing row draws before any is installed: none sees another's choice.
    int[] places = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      places[i] = find(rows[i]) == EMPTY ? draw(firstPlace(rows[i])) : EMPTY;
    }
    for (int i = 0; i < rows.length; i++) {
      int place = places[i];
      if (place != EMPTY) {
        counter.fetch(1);
        // Who came in for this window was not used: another draw overwrites a copy.
        counter.write(tags[place] == EMPTY || installedFor[place] == windows ? 0 : 1);
        tags[place] = rows[i];
        installedFor[place] = windows;
      }
    }
  }

  /// A place in the set that the window does not lock, or EMPTY.
  private int draw(int firstPlace) {
    int free = 0;
    for (int place = firstPlace; place < firstPlace + ways; place++) {
      if (lockedBy[place] != windows) {
        freeWays[free++] = place;
      }
    }
    return free == 0 ? EMPTY : freeWays[(int) ((nextRandom() >>> 33) % free)];
  }

  private int find(int row) {
    int from = firstPlace(row);
    for (int place = from; place < from + ways; place++) {
      if (tags[place] == row) {
        return place;
      }
    }
    return EMPTY;
  }

  private int firstPlace(int row) {
    return Math.floorMod(keys.key(row), sets) * ways;
  }

  /// SplitMix64.
  private long nextRandom() {
    random += 0x9E3779B97F4A7C15L;
    long mixed = (random ^ (random >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  @Override
  public Traffic traffic() {
    return counter.traffic();
  }
}
