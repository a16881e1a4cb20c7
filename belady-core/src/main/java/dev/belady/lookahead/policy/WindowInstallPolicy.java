// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead.policy;

import java.util.Arrays;

/// The replacement of cDLRM: a set-associative cache into which the rows of a whole window of
/// batches are installed at once, each into a way of its set drawn at random among those whose row
/// the window does not use.
///
/// A row's set is its number modulo the sets. Two missing rows of a set may draw the same way: the
/// later one (by row number) stays. A row without a way is served past the cache in every batch
/// that uses it. The reference implementation loses the updates of such rows; here they are written
/// back, so that policies are compared and not defects.
///
/// 1. K. Balasubramanian, A. Alshabanah, J. D. Choe, M. Annavaram: cDLRM: Look ahead caching for
///    scalable training of recommendation models. RecSys 2021.
final class WindowInstallPolicy implements CachePolicy {
  private static final int EMPTY = -1;

  private final int sets;
  private final int ways;
  private final int depth;
  private final int[] tags;
  private final int[] lockedBy;
  private final int[] freeWays;
  private final int[][] batches;
  private long random;
  private int waiting;
  private int windows;
  private int[] installedFor = new int[0];
  private long requests;
  private long misses;
  private long fetched;
  private long written;
  private long bypassed;

  WindowInstallPolicy(int sets, int ways, int depth, long seed) {
    this.sets = sets;
    this.ways = ways;
    this.depth = depth;
    this.random = seed;
    this.tags = new int[Math.multiplyExact(sets, ways)];
    this.lockedBy = new int[tags.length];
    this.freeWays = new int[ways];
    this.batches = new int[depth][];
    Arrays.fill(tags, EMPTY);
  }

  @Override
  public void serve(int[] rows, int count) {
    batches[waiting++] = Arrays.copyOf(rows, count);
    if (waiting == depth) {
      serveWindow();
    }
  }

  @Override
  public void end() {
    serveWindow();
    for (int tag : tags) {
      written += tag == EMPTY ? 0 : 1;
    }
  }

  private void serveWindow() {
    if (waiting == 0) {
      return;
    }
    windows++;
    install(Arrays.stream(batches, 0, waiting).flatMapToInt(Arrays::stream).distinct().toArray());
    for (int b = 0; b < waiting; b++) {
      for (int row : batches[b]) {
        requests++;
        if (find(row) == EMPTY) {
          misses++;
          fetched++;
          written++;
          bypassed++;
        } else if (installedFor[row] == windows) {
          misses++;
          installedFor[row] = 0;
        }
      }
    }
    waiting = 0;
  }

  private void install(int[] rows) {
    Arrays.sort(rows);
    for (int row : rows) {
      if (row >= installedFor.length) {
        installedFor = Arrays.copyOf(installedFor, Math.max(row + 1, 2 * installedFor.length));
      }
      int place = find(row);
      if (place != EMPTY) {
        lockedBy[place] = windows;
      }
    }
    // Every missing row draws before any is installed: none sees another's choice.
    int[] places = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      places[i] = find(rows[i]) == EMPTY ? draw(rows[i] % sets) : EMPTY;
    }
    for (int i = 0; i < rows.length; i++) {
      int place = places[i];
      if (place != EMPTY) {
        fetched++;
        written += tags[place] == EMPTY || installedFor[tags[place]] == windows ? 0 : 1;
        tags[place] = rows[i];
        installedFor[rows[i]] = windows;
      }
    }
  }

  /// A place in the set that the window does not lock, or EMPTY.
  private int draw(int set) {
    int free = 0;
    for (int way = 0; way < ways; way++) {
      if (lockedBy[set * ways + way] != windows) {
        freeWays[free++] = set * ways + way;
      }
    }
    return free == 0 ? EMPTY : freeWays[(int) ((nextRandom() >>> 33) % free)];
  }

  private int find(int row) {
    int from = row % sets * ways;
    for (int place = from; place < from + ways; place++) {
      if (tags[place] == row) {
        return place;
      }
    }
    return EMPTY;
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
    return new Traffic(requests, misses, fetched, written, bypassed);
  }
}
