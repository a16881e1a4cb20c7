// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Carries plans out in an order drawn at random among all that the rules of [BatchPlan] permit,
/// and checks that each lookup sees the last write and that no update is lost.
///
/// All plans are known from the start, so a move begins as early as its gates let it. A row's value
/// is a hash of the batches that used it: any order but theirs gives another value.
final class PlanInterpreter {
  /// A plan that is not safe: what went wrong.
  static final class Hazard extends RuntimeException {
    private static final long serialVersionUID = 1;

    Hazard(String message) {
      super(message);
    }
  }

  /// Which of the permitted actions is preferred.
  enum Delays {
    RANDOM,
    FETCHES_FIRST,
    TRAINING_FIRST,
    STORE_LAST
  }

  /// The contents of a row after `uses` batches.
  private record Contents(long row, int uses, long value) {
    static Contents initial(long row) {
      return new Contents(row, 0, mix(row + 1));
    }

    Contents usedBy(int batch) {
      return new Contents(row, uses + 1, mix(value ^ (batch * 0x9E3779B97F4A7C15L)));
    }

    private static long mix(long value) {
      long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
      return (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    }
  }

  /// Work on one frame; a frame's work is done in the order of the plans.
  private static final class FrameWork {
    final int batch;
    final RecordedPlans.@Nullable Move move;
    final RecordedPlans.@Nullable Write write;
    boolean victimOut;
    @Nullable Contents arriving;

    FrameWork(int batch, RecordedPlans.@Nullable Move move, RecordedPlans.@Nullable Write write) {
      this.batch = batch;
      this.move = move;
      this.write = write;
    }
  }

  private final RecordedPlans plans;
  private final Delays delays;
  private final SplittableRandom random;
  private final List<RecordedPlans.Train> batches = new ArrayList<>();
  private final List<Deque<FrameWork>> work = new ArrayList<>();

  /// Moves of the batch's plan, and flushes since the plan before, that have not been done.
  private final int[] openWork;

  private final @Nullable Contents[] frames;
  private final Map<Long, Contents> store = new HashMap<>();
  private final List<Contents> writeBacks = new ArrayList<>();
  private final Map<Long, Contents> truth = new HashMap<>();
  private int completed;
  private boolean running;

  PlanInterpreter(RecordedPlans plans, Delays delays, long seed) {
    this.plans = plans;
    this.delays = delays;
    this.random = new SplittableRandom(seed);
    int frameCount = plans.capacity() + plans.pinned().length;
    this.frames = new Contents[frameCount];
    this.openWork = new int[plans.trace().length + 1];
    for (int f = 0; f < frameCount; f++) {
      work.add(new ArrayDeque<>());
    }
    for (int i = 0; i < plans.pinned().length; i++) {
      frames[plans.capacity() + i] = Contents.initial(plans.pinned()[i]);
    }
    for (RecordedPlans.Step step : plans.steps()) {
      switch (step) {
        case RecordedPlans.Train train -> {
          batches.add(train);
          for (RecordedPlans.Move move : train.moves()) {
            openWork[train.batch()]++;
            work.get(move.frame()).add(new FrameWork(train.batch(), move, null));
          }
        }
        case RecordedPlans.Flush flush -> {
          for (RecordedPlans.Write write : flush.writes()) {
            openWork[batches.size()]++;
            work.get(write.frame()).add(new FrameWork(batches.size(), null, write));
          }
        }
      }
    }
  }

  /// Runs to the end.
  ///
  /// @throws Hazard when a lookup does not see the last write, an update is lost, or nothing can go
  ///   on
  void run() {
    while (act()) {}
    require(completed == batches.size(), "nothing can go on before batch " + completed);
    for (Deque<FrameWork> open : work) {
      require(open.isEmpty(), "work is left over");
    }
    for (int i = 0; i < plans.pinned().length; i++) {
      Contents pinned = frames[plans.capacity() + i];
      truth.remove(pinned == null ? -1 : pinned.row());
    }
    truth.forEach((row, contents) ->
        require(contents.equals(store.get(row)), "the store misses updates of row " + row));
  }

  /// Does one permitted action; false when there is none.
  private boolean act() {
    List<Runnable> training = new ArrayList<>();
    List<Runnable> moves = new ArrayList<>();
    List<Runnable> stores = new ArrayList<>();
    if (running) {
      training.add(this::completeBatch);
    } else if (completed < batches.size() && openWork[completed] == 0) {
      training.add(this::startBatch);
    }
    for (Deque<FrameWork> queue : work) {
      FrameWork first = queue.peek();
      if (first != null) {
        Runnable action = permitted(first, queue);
        if (action != null) {
          moves.add(action);
        }
      }
    }
    for (int i = 0; i < writeBacks.size(); i++) {
      int index = i;
      stores.add(() -> storeWriteBack(index));
    }
    List<List<Runnable>> order =
        switch (delays) {
          case RANDOM -> List.of(join(training, moves, stores));
          case FETCHES_FIRST -> List.of(moves, join(training, stores));
          case TRAINING_FIRST -> List.of(training, join(moves, stores));
          case STORE_LAST -> List.of(join(training, moves), stores);
        };
    for (List<Runnable> actions : order) {
      if (!actions.isEmpty()) {
        actions.get(random.nextInt(actions.size())).run();
        return true;
      }
    }
    return false;
  }

  @SafeVarargs
  private static List<Runnable> join(List<Runnable>... lists) {
    List<Runnable> all = new ArrayList<>();
    for (List<Runnable> list : lists) {
      all.addAll(list);
    }
    return all;
  }

  /// The next thing that may be done for the first work of a frame, or null.
  private @Nullable Runnable permitted(FrameWork first, Deque<FrameWork> queue) {
    RecordedPlans.Write write = first.write;
    if (write != null) {
      return write.lastUse() < completed ? () -> flush(first, write, queue) : null;
    }
    RecordedPlans.Move move = first.move;
    if (!first.victimOut) {
      return move.victimLastUse() < completed ? () -> moveOut(first, move) : null;
    }
    if (first.arriving == null) {
      Contents source = available(move.row(), move.uses());
      return source == null ? null : () -> first.arriving = source;
    }
    return () -> moveIn(first, move, queue);
  }

  /// Rule 3: the contents of exactly this version, from the store or a write-back on its way.
  private @Nullable Contents available(long row, int uses) {
    if (uses == 0) {
      return Contents.initial(row);
    }
    Contents stored = store.get(row);
    if (stored != null && stored.uses() == uses) {
      return stored;
    }
    return writeBacks.stream()
        .filter(c -> c.row() == row && c.uses() == uses)
        .findFirst()
        .orElse(null);
  }

  private void moveOut(FrameWork first, RecordedPlans.Move move) {
    first.victimOut = true;
    Contents old = frames[move.frame()];
    if (move.victim() == BatchPlan.NO_VICTIM) {
      require(old == null, "row is overwritten that nobody moved out of frame " + move.frame());
      return;
    }
    require(
        old != null && old.row() == move.victim() && old.uses() == move.victimUses(),
        "frame %d does not hold victim %d".formatted(move.frame(), move.victim()));
    if (move.victimDirty()) {
      writeBacks.add(old);
    }
    frames[move.frame()] = null;
  }

  private void moveIn(FrameWork first, RecordedPlans.Move move, Deque<FrameWork> queue) {
    for (int f = 0; f < frames.length; f++) {
      Contents other = frames[f];
      require(
          other == null || other.row() != move.row() || isLeavingClean(f),
          "two frames own row " + move.row());
    }
    require(frames[move.frame()] == null, "row comes into full frame " + move.frame());
    frames[move.frame()] = first.arriving;
    openWork[first.batch]--;
    queue.remove();
  }

  /// Whether the row in the frame has been written back by a flush and is about to be overwritten.
  private boolean isLeavingClean(int frame) {
    FrameWork first = work.get(frame).peek();
    return first != null && first.move != null && !first.move.victimDirty();
  }

  private void flush(FrameWork first, RecordedPlans.Write write, Deque<FrameWork> queue) {
    Contents contents = frames[write.frame()];
    require(
        contents != null && contents.row() == write.row() && contents.uses() == write.uses(),
        "frame %d does not hold row %d to flush".formatted(write.frame(), write.row()));
    writeBacks.add(contents);
    openWork[first.batch]--;
    queue.remove();
  }

  private void storeWriteBack(int index) {
    Contents contents = writeBacks.remove(index);
    Contents stored = store.get(contents.row());
    if (stored == null || stored.uses() < contents.uses()) {
      store.put(contents.row(), contents);
    }
  }

  private void startBatch() {
    running = true;
    checkRows("starts");
  }

  private void completeBatch() {
    checkRows("ends");
    RecordedPlans.Train train = batches.get(completed);
    for (int frame : train.frames()) {
      Contents after = frames[frame].usedBy(completed);
      frames[frame] = after;
      truth.put(after.row(), after);
    }
    completed++;
    running = false;
  }

  private void checkRows(String when) {
    RecordedPlans.Train train = batches.get(completed);
    long[] rows = plans.trace()[completed];
    for (int i = 0; i < rows.length; i++) {
      Contents expected = truth.getOrDefault(rows[i], Contents.initial(rows[i]));
      Contents found = frames[train.frames()[i]];
      require(
          expected.equals(found),
          "batch %d %s: row %d is %s, not %s".formatted(completed, when, rows[i], found, expected));
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new Hazard(message);
    }
  }
}
