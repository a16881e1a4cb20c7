// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.Arrays;

/// Plans as cDLRM caches, for comparison: all rows of a window of `depth` batches are installed
/// into a set-associative cache at once, each into a way of its set that is drawn at random among
/// those whose row the window does not use.
///
/// The sets say which rows have a right to stay, the frames are interchangeable. A row comes in
/// when the first batch of the window uses it; one without a place in its set comes in as well,
/// into one of the frames that no set has a claim to. It leaves when its frame is needed and the
/// batches in flight do not use it, and is written back like every other: so the same rows stay as
/// in cDLRM, but no update is ever lost. The last one to become free is the first to be taken,
/// because such frames are no cache; a row that is used again before that is found there all the
/// same.
///
/// The frames that no set has a claim to must hold the rows in flight that have no place. Where
/// they do not, a row gives up its frame though it has a place, and comes back when it is used
/// next.
///
/// 1. K. Balasubramanian, A. Alshabanah, J. D. Choe, M. Annavaram: cDLRM: Look ahead caching for
///    scalable training of recommendation models. RecSys 2021.
public final class WindowInstallPlanner implements BatchPlanner {
  private static final int NONE = RowIndex.ABSENT;

  private final LookaheadConfig config;
  private final WindowSets sets;
  private final SetTags tags;
  private final UseCounts uses;

  /// Row to frame.
  private final RowIndex frames = new RowIndex();

  /// The latest batches, in a ring.
  private final long[][] batches;

  private final int[] counts;

  /// Of each frame: its row, the last batch that used it, and whether it lies on the stack.
  private final long[] owners;

  private final int[] lastUses;
  private final boolean[] stacked;

  /// Frames that had no claim to them when they came here; looked at again when they are taken.
  private final int[] stack;

  private int stackSize;
  private int usedFrames;
  private int hand;
  private long[] windowRows = new long[0];
  private long[] displaced = new long[0];
  private long hitsInSets;
  private int known;
  private int planned;
  private int flushed;
  private boolean ended;
  private boolean held;

  /// The batch with which the next window begins.
  private int nextWindow;

  /// A planner for empty fast memory. `config.depth()` batches are a window, or fewer where [#end]
  /// or [#hold] says that no more come.
  public WindowInstallPlanner(LookaheadConfig config, WindowSets sets) {
    this(config, sets, new UseCounts());
  }

  private WindowInstallPlanner(LookaheadConfig config, WindowSets sets, UseCounts uses) {
    this.config = config;
    this.sets = sets;
    this.tags = new SetTags(sets);
    this.uses = uses;
    int ring = config.depth() + config.issueDistance() + 1;
    this.batches = new long[ring][0];
    this.counts = new int[ring];
    this.owners = new long[config.capacityFrames()];
    this.lastUses = new int[owners.length];
    this.stacked = new boolean[owners.length];
    this.stack = new int[owners.length];
  }

  @Override
  public void restoreUses(long row, int earlierUses) {
    if (known != 0 || row < 0 || earlierUses < 0) {
      throw new IllegalArgumentException(
          "uses are restored before the first batch and are >= 0: row="
              + row
              + ", uses="
              + earlierUses
              + ", batches="
              + known);
    }
    uses.set(row, earlierUses);
  }

  @Override
  public void add(long[] rows, int count) {
    System.arraycopy(rows, 0, begin(count), 0, count);
  }

  @Override
  public void add(int[] rows, int count) {
    long[] batch = begin(count);
    for (int i = 0; i < count; i++) {
      batch[i] = rows[i];
    }
  }

  private long[] begin(int count) {
    if (ended || known - planned == config.depth() || known == Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "a batch is added only while fewer than depth are waiting: " + state());
    }
    held = false;
    int slot = known++ % batches.length;
    counts[slot] = count;
    if (batches[slot].length < count) {
      batches[slot] = new long[Math.max(count, batches[slot].length * 3 / 2)];
    }
    return batches[slot];
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public void hold() {
    held = true;
  }

  @Override
  public boolean canPlan() {
    return known - planned == config.depth() || ((ended || held) && known > planned);
  }

  @Override
  public int uses(long row) {
    return uses.get(row);
  }

  @Override
  public int framesForNext() {
    int first = Math.max(0, planned - config.issueDistance());
    int sum = 0;
    for (int b = first; b <= planned; b++) {
      sum += count(b);
    }
    if (sum <= config.capacityFrames()) {
      return sum;
    }
    CapacityFloor floor = new CapacityFloor(config.issueDistance());
    for (int b = first; b <= planned; b++) {
      floor.add(batch(b), count(b));
    }
    return floor.frames();
  }

  /// The number of sets changes as that of the frames does.
  @Override
  public WindowInstallPlanner successor(LookaheadConfig newConfig) {
    int frames = newConfig.capacityFrames();
    int ways = Math.min(sets.ways(), frames);
    long scaled = (long) sets.sets() * frames / config.capacityFrames();
    int newSets = Math.clamp(scaled, 1, frames / ways);
    return new WindowInstallPlanner(newConfig, new WindowSets(newSets, ways, sets.seed()), uses);
  }

  /// How many rows were found in the sets, as in the cache of the paper.
  long hitsInSets() {
    return hitsInSets;
  }

  @Override
  public void plan(BatchPlan plan) {
    if (!canPlan()) {
      throw new IllegalStateException(
          "a batch is planned once depth batches are known or all: " + state());
    }
    plan.begin(planned, count(planned));
    if (planned == nextWindow) {
      install();
      nextWindow = known;
    }
    release(planned - 1 - config.issueDistance());
    use(plan);
    move(plan);
    planned++;
  }

  private long[] batch(int number) {
    return batches[number % batches.length];
  }

  private int count(int number) {
    return counts[number % counts.length];
  }

  /// Gives the rows of the known batches their places: `depth` of them, or fewer where no more are
  /// to be known in time.
  private void install() {
    int size = 0;
    for (int b = planned; b < known; b++) {
      size = Math.addExact(size, count(b));
    }
    if (windowRows.length < size) {
      windowRows = new long[size];
      displaced = new long[size];
    }
    int end = 0;
    for (int b = planned; b < known; b++) {
      System.arraycopy(batch(b), 0, windowRows, end, count(b));
      end += count(b);
    }
    Arrays.sort(windowRows, 0, end);
    int distinct = 0;
    for (int i = 0; i < end; i++) {
      if (distinct == 0 || windowRows[i] != windowRows[distinct - 1]) {
        windowRows[distinct++] = windowRows[i];
      }
    }
    int lost = tags.install(windowRows, distinct, displaced);
    for (int i = 0; i < lost; i++) {
      int frame = frames.get(displaced[i]);
      if (frame != NONE) {
        offer(frame);
      }
    }
  }

  /// The rows that `batch` used last are bound to their frames no longer.
  private void release(int batch) {
    for (int i = 0; batch >= 0 && i < count(batch); i++) {
      int frame = frames.get(batch(batch)[i]);
      if (frame != NONE && lastUses[frame] == batch) {
        offer(frame);
      }
    }
  }

  /// Puts a frame on the stack if it may be taken.
  private void offer(int frame) {
    if (!stacked[frame] && mayBeTaken(frame)) {
      stacked[frame] = true;
      stack[stackSize++] = frame;
    }
  }

  private boolean mayBeTaken(int frame) {
    return !isBound(frame) && tags.find(owners[frame]) == SetTags.NONE;
  }

  private boolean isBound(int frame) {
    return lastUses[frame] >= planned - config.issueDistance();
  }

  private void use(BatchPlan plan) {
    long[] rows = batch(planned);
    for (int i = 0; i < plan.rowCount; i++) {
      long row = rows[i];
      int frame = frames.get(row);
      plan.frames[i] = frame;
      if (frame == NONE) {
        plan.addMove(i, row, uses.get(row));
      } else if (lastUses[frame] == planned) {
        throw repeated(row);
      } else {
        lastUses[frame] = planned;
      }
      uses.set(row, Math.incrementExact(uses.get(row)));
      hitsInSets += tags.use(row) ? 1 : 0;
    }
  }

  private void move(BatchPlan plan) {
    for (int move = 0; move < plan.moveCount; move++) {
      long row = plan.moveRows[move];
      if (frames.get(row) != NONE) {
        throw repeated(row);
      }
      int frame = usedFrames < owners.length ? usedFrames++ : evict(plan, move);
      owners[frame] = row;
      lastUses[frame] = planned;
      frames.put(row, frame);
      plan.frames[plan.movePositions[move]] = frame;
    }
  }

  private IllegalArgumentException repeated(long row) {
    return new IllegalArgumentException(
        "rows of a batch must be distinct: row=" + row + ", batch=" + planned);
  }

  private int evict(BatchPlan plan, int move) {
    int frame = free();
    long victim = owners[frame];
    int lastUse = lastUses[frame];
    assert lastUse < planned - config.issueDistance() : "the victim is still bound to its frame";
    plan.setVictim(move, victim, uses.get(victim), lastUse, lastUse >= flushed);
    plan.unknownVictims++;
    frames.remove(victim);
    return frame;
  }

  /// A frame that no set has a claim to, or else the next one that is not bound.
  private int free() {
    while (stackSize > 0) {
      int frame = stack[--stackSize];
      stacked[frame] = false;
      // It was used again, or its row was given a place: then it is offered again later.
      if (mayBeTaken(frame)) {
        return frame;
      }
    }
    for (int seen = 0; seen < owners.length; seen++) {
      hand = hand + 1 == owners.length ? 0 : hand + 1;
      if (!isBound(hand)) {
        return hand;
      }
    }
    throw new CapacityException(
        config.capacityFrames(), requiredFrames(), planned, config.issueDistance());
  }

  @Override
  public void flush(FlushPlan plan) {
    plan.begin();
    for (int frame = 0; frame < usedFrames; frame++) {
      if (lastUses[frame] >= flushed) {
        plan.add(owners[frame], frame, uses.get(owners[frame]), lastUses[frame]);
      }
    }
    flushed = planned;
  }

  private String state() {
    return "waiting=" + (known - planned) + ", depth=" + config.depth() + ", ended=" + ended;
  }

  /// The floor over the batches in flight and those known, for the message of a failure.
  private int requiredFrames() {
    CapacityFloor floor = new CapacityFloor(config.issueDistance());
    for (int b = Math.max(0, planned - config.issueDistance()); b < known; b++) {
      floor.add(batch(b), count(b));
    }
    return floor.frames();
  }
}
