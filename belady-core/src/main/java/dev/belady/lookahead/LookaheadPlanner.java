// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static dev.belady.lookahead.RowEntries.NONE;

import java.util.Arrays;

/// Decides, batch by batch, which rows of a table are in fast memory: Bélády's MIN over the batches
/// that are known ahead.
///
/// The keys of the next `depth` batches are known before they are trained, so the planner need not
/// guess which rows will be used again: it looks. When a batch needs a row that has no frame, the
/// row whose next use is farthest away gives up its own. Among rows that no known batch uses, the
/// one that fewest batches have used leaves first. With all batches known no policy needs fewer
/// fetches; the tests hold the planner against a search over all choices.
///
/// One table (or all tables whose records have one size) has one planner. Feed it each batch's
/// distinct rows with [#add] until [#canPlan]; then [#plan] decides the oldest batch that is not
/// planned yet, and one more can be added:
///
/// ```
///                 planned              known, not planned
///   ... b-d-2 | b-d-1 | b-d .. b-1 | b | b+1  ..  b+depth-1 | not known
///               may leave  bound to      next uses
///                          their frames
/// ```
///
/// A row used by batches `b-d` to `b` (`d` is the issue distance) cannot be a victim of batch `b`:
/// so whatever leaves was last used by batch `b-d-1` at the latest, and all moves for `b` may be
/// under way while batches `b-d` to `b-1` are trained. A row that comes back left in an earlier
/// plan, so its last use lies before `b-d-1`, too. No fetch can therefore overtake the write-back
/// of an update, if only the rules of [BatchPlan] are kept.
///
/// Every decision is a function of the constructor's arguments and the sequence of calls. Work and
/// memory are constant per distinct row; nothing is allocated once the arrays have grown. Not for
/// use by several threads at once.
///
/// 1. L. A. Belady: A study of replacement algorithms for a virtual-storage computer. IBM Systems
///    Journal 5(2), 1966.
/// 2. S. Agarwal et al.: BagPipe: Accelerating deep recommendation model training. SOSP 2023. Its
///    gate for a fetch (batch < last clean-up + look-ahead) is the inequality above for a cache
///    that keeps all that is used again inside the window.
public final class LookaheadPlanner implements BatchPlanner {
  private final LookaheadConfig config;
  private final PinnedRows pinned;

  /// For rows in a frame or in the window the complement of their entry, for others their uses.
  private final UseCounts counts;

  private final RowEntries entries;
  private final LookaheadWindow window;
  private final VictimQueue queue;

  /// Frame to entry.
  private final int[] owners;

  private int usedFrames;

  /// Batches added and batches planned: the next to be planned is number `planned`.
  private int known;

  private int planned;
  private int flushed;
  private boolean ended;
  private boolean held;

  /// A planner for empty fast memory.
  ///
  /// @param pinned rows that have frames of their own for good
  public LookaheadPlanner(LookaheadConfig config, PinnedRows pinned) {
    this(config, pinned, new UseCounts());
  }

  private LookaheadPlanner(LookaheadConfig config, PinnedRows pinned, UseCounts counts) {
    this.config = config;
    this.pinned = pinned;
    this.counts = counts;
    this.entries = new RowEntries(config.capacityFrames());
    this.window = new LookaheadWindow(config.depth() + config.issueDistance() + 1);
    this.queue = new VictimQueue(entries, config.depth());
    this.owners = new int[config.capacityFrames()];
    Arrays.fill(owners, NONE);
  }

  @Override
  public void restoreUses(long row, int uses) {
    if (known != 0 || row < 0 || uses < 0) {
      throw new IllegalArgumentException(
          "uses are restored before the first batch and are >= 0: row="
              + row
              + ", uses="
              + uses
              + ", batches="
              + known);
    }
    counts.set(row, uses);
  }

  @Override
  public void add(long[] rows, int count) {
    begin(count);
    int[] batchEntries = window.entries(known);
    for (int i = 0; i < count; i++) {
      batchEntries[i] = find(rows[i]);
    }
    link(count);
  }

  @Override
  public void add(int[] rows, int count) {
    begin(count);
    int[] batchEntries = window.entries(known);
    for (int i = 0; i < count; i++) {
      batchEntries[i] = find(rows[i]);
    }
    link(count);
  }

  private void begin(int count) {
    if (ended || known - planned == config.depth() || known == Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "a batch is added only while fewer than depth are waiting: " + state());
    }
    held = false;
    window.begin(known, count);
  }

  /// The entry of the row; for a pinned one the complement of its index.
  private int find(long row) {
    if (row < 0) {
      throw new IllegalArgumentException("row must be >= 0: row=" + row + ", batch=" + known);
    }
    int pinnedIndex = pinned.indexOf(row);
    if (pinnedIndex != RowIndex.ABSENT) {
      return ~pinnedIndex;
    }
    int state = counts.get(row);
    if (state < 0) {
      return ~state;
    }
    int entry = entries.create(row, state);
    counts.set(row, ~entry);
    return entry;
  }

  /// Links each use of a row in the newest batch to the use before it.
  private void link(int count) {
    int[] batchEntries = window.entries(known);
    for (int i = 0; i < count; i++) {
      int entry = batchEntries[i];
      if (entry < 0) {
        continue;
      }
      if (entries.nextUse(entry) == NONE) {
        if (mayLeave(entry)) {
          queue.removeUnknown(entry);
          queue.addKnown(entry, known);
        }
        entries.setNextUse(entry, known);
      } else if (entries.latestBatch(entry) == known) {
        throw new IllegalArgumentException(
            "rows of a batch must be distinct: row=" + entries.row(entry) + ", batch=" + known);
      } else {
        window.nextUses(entries.latestBatch(entry))[entries.latestPosition(entry)] = known;
      }
      entries.setLatest(entry, known, i);
    }
    known++;
  }

  /// Whether the row is in a frame to which the batches planned so far no longer bind it.
  private boolean mayLeave(int entry) {
    return entries.frame(entry) != NONE
        && entries.lastUse(entry) < planned - 1 - config.issueDistance();
  }

  @Override
  public int uses(long row) {
    int state = counts.get(row);
    return state < 0 ? entries.uses(~state) : state;
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
  public int framesForNext() {
    int first = Math.max(0, planned - config.issueDistance());
    int sum = 0;
    for (int b = first; b <= planned; b++) {
      sum += window.count(b);
    }
    if (sum <= config.capacityFrames()) {
      return sum; // at most that
    }
    int frames = 0;
    for (int b = first; b <= planned; b++) {
      int[] batchEntries = window.entries(b);
      int count = window.count(b);
      for (int i = 0; i < count; i++) {
        int entry = batchEntries[i];
        if (entry >= 0
            && (b == planned ? entries.lastUse(entry) < first : entries.lastUse(entry) == b)) {
          frames++;
        }
      }
    }
    return frames;
  }

  @Override
  public LookaheadPlanner successor(LookaheadConfig newConfig) {
    for (int frame = 0; frame < usedFrames; frame++) {
      counts.set(entries.row(owners[frame]), entries.uses(owners[frame]));
    }
    for (int b = planned; b < known; b++) {
      int[] batchEntries = window.entries(b);
      for (int i = 0; i < window.count(b); i++) {
        if (batchEntries[i] >= 0) {
          counts.set(entries.row(batchEntries[i]), entries.uses(batchEntries[i]));
        }
      }
    }
    return new LookaheadPlanner(newConfig, pinned, counts);
  }

  @Override
  public void plan(BatchPlan plan) {
    if (!canPlan()) {
      throw new IllegalStateException(
          "a batch is planned once depth batches are known or all: " + state());
    }
    plan.begin(planned, window.count(planned));
    release(planned - 1 - config.issueDistance());
    use(plan);
    move(plan);
    planned++;
  }

  /// The rows that `batch` used last are bound to their frames no longer.
  private void release(int batch) {
    if (batch < 0) {
      return;
    }
    int[] batchEntries = window.entries(batch);
    int count = window.count(batch);
    for (int i = 0; i < count; i++) {
      int entry = batchEntries[i];
      if (entry < 0 || entries.lastUse(entry) != batch) {
        continue;
      }
      int nextUse = entries.nextUse(entry);
      if (nextUse == NONE) {
        queue.addUnknown(entry);
      } else if (nextUse != planned) {
        queue.addKnown(entry, nextUse);
      }
    }
  }

  /// Binds all rows of the batch, finds the frames of those that have one, and makes moves for the
  /// others.
  private void use(BatchPlan plan) {
    int[] batchEntries = window.entries(planned);
    int[] nextUses = window.nextUses(planned);
    queue.removeKnown(planned);
    for (int i = 0; i < plan.rowCount; i++) {
      int entry = batchEntries[i];
      if (entry < 0) {
        plan.frames[i] = config.capacityFrames() + ~entry;
        plan.pinnedCount++;
        continue;
      }
      int frame = entries.frame(entry);
      plan.frames[i] = frame;
      if (frame == NONE) {
        plan.addMove(i, entries.row(entry), entries.uses(entry));
      }
      entries.use(entry, planned, nextUses[i]);
    }
  }

  /// Gives each move a frame: one that was never used, or else that of the best victim.
  private void move(BatchPlan plan) {
    int[] batchEntries = window.entries(planned);
    for (int move = 0; move < plan.moveCount; move++) {
      int frame = usedFrames < owners.length ? usedFrames++ : evict(plan, move);
      int position = plan.movePositions[move];
      int entry = batchEntries[position];
      assert owners[frame] == NONE : "frame " + frame + " has two owners";
      owners[frame] = entry;
      entries.setFrame(entry, frame);
      plan.frames[position] = frame;
    }
  }

  private int evict(BatchPlan plan, int move) {
    int victim = queue.poll();
    if (victim == NONE) {
      throw new CapacityException(
          config.capacityFrames(), requiredFrames(), planned, config.issueDistance());
    }
    int lastUse = entries.lastUse(victim);
    assert lastUse < planned - config.issueDistance() : "the victim is still bound to its frame";
    plan.setVictim(move, entries.row(victim), entries.uses(victim), lastUse, lastUse >= flushed);
    int frame = entries.frame(victim);
    owners[frame] = NONE;
    entries.setFrame(victim, NONE);
    if (entries.nextUse(victim) == NONE) {
      plan.unknownVictims++;
      forget(victim);
    }
    return frame;
  }

  /// Keeps nothing of a row without frame and known use but its use count.
  private void forget(int entry) {
    counts.set(entries.row(entry), entries.uses(entry));
    entries.recycle(entry);
  }

  @Override
  public void flush(FlushPlan plan) {
    plan.begin();
    for (int frame = 0; frame < usedFrames; frame++) {
      int entry = owners[frame];
      int lastUse = entries.lastUse(entry);
      if (lastUse >= flushed) {
        plan.add(entries.row(entry), frame, entries.uses(entry), lastUse);
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
      int[] batchEntries = window.entries(b);
      long[] rows =
          Arrays.stream(batchEntries, 0, window.count(b))
              .filter(entry -> entry >= 0)
              .mapToLong(entries::row)
              .toArray();
      floor.add(rows, rows.length);
    }
    return floor.frames();
  }
}
