// SPDX-License-Identifier: Apache-2.0
package dev.belady.lookahead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.lookahead.RecordedPlans.Flush;
import dev.belady.lookahead.RecordedPlans.Move;
import dev.belady.lookahead.RecordedPlans.Step;
import dev.belady.lookahead.RecordedPlans.Train;
import dev.belady.lookahead.RecordedPlans.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Plants each way in which caches of this kind are known to lose or mix up updates into one place
/// of a good plan; the interpreter must find every one.
final class PlanHazardTest {
  private static final int CASES = 150;
  private static final int ENOUGH = 30;

  /// What can go wrong.
  enum Hazard {
    /// The row comes back before its write-back has been applied.
    FETCH_BEFORE_WRITE_BACK {
      @Override
      @Nullable Move change(Train train, Move move) {
        return move.uses() < 2 ? null : withUses(move, move.uses() - 1);
      }
    },
    /// A row that was trained before is made anew.
    CREATE_AGAIN {
      @Override
      @Nullable Move change(Train train, Move move) {
        return move.uses() == 0 ? null : withUses(move, 0);
      }
    },
    /// The victim leaves while its last batch is still to be trained.
    VICTIM_STILL_IN_USE {
      @Override
      @Nullable Move change(Train train, Move move) {
        return move.victimDirty()
            ? withVictim(move, move.victim(), move.victimLastUse() - 1, true)
            : null;
      }
    },
    /// Nobody is told that the frame was occupied.
    VICTIM_FORGOTTEN {
      @Override
      @Nullable Move change(Train train, Move move) {
        return move.victim() == BatchPlan.NO_VICTIM
            ? null
            : withVictim(move, BatchPlan.NO_VICTIM, -1, false);
      }
    },
    /// The victim's updates are dropped as if it were clean.
    VICTIM_NOT_WRITTEN_BACK {
      @Override
      @Nullable Move change(Train train, Move move) {
        return move.victimDirty()
            ? withVictim(move, move.victim(), move.victimLastUse(), false)
            : null;
      }
    },
    /// The frame's contents are written back under another row's name.
    WRONG_VICTIM {
      @Override
      @Nullable Move change(Train train, Move move) {
        return move.victim() == BatchPlan.NO_VICTIM
            ? null
            : withVictim(move, move.victim() + 1, move.victimLastUse(), move.victimDirty());
      }
    },
    /// Two rows of a batch share a frame.
    TWO_ROWS_IN_ONE_FRAME {
      @Override
      @Nullable Train change(Train train, long[][] trace, SplittableRandom random) {
        if (train.frames().length < 2) {
          return null;
        }
        int[] frames = train.frames().clone();
        int position = random.nextInt(1, frames.length);
        frames[position] = frames[position - 1];
        return new Train(train.batch(), frames, train.moves(), train.unknownVictims());
      }
    },
    /// The row goes where another one is at home.
    MOVE_INTO_ANOTHER_FRAME {
      @Override
      @Nullable Move change(Train train, Move move) {
        int other =
            train.frames()[0] == move.frame()
                ? train.frames()[train.frames().length - 1]
                : train.frames()[0];
        return other == move.frame()
            ? null
            : new Move(
                other,
                move.row(),
                move.uses(),
                move.victim(),
                move.victimUses(),
                move.victimLastUse(),
                move.victimDirty());
      }
    },
    /// The row never comes.
    MOVE_FORGOTTEN {
      @Override
      @Nullable Train change(Train train, long[][] trace, SplittableRandom random) {
        if (train.moves().isEmpty()) {
          return null;
        }
        List<Move> moves = new ArrayList<>(train.moves());
        moves.remove(random.nextInt(moves.size()));
        return new Train(train.batch(), train.frames(), moves, train.unknownVictims());
      }
    },
    /// A row that is up to date in its frame is installed again from the copy before its last
    /// update.
    STALE_INSTALL {
      @Override
      @Nullable Train change(Train train, long[][] trace, SplittableRandom random) {
        List<Move> moves = new ArrayList<>(train.moves());
        for (int i = 0; i < train.frames().length; i++) {
          int frame = train.frames()[i];
          long row = trace[train.batch()][i];
          int[] users =
              IntStream.range(0, train.batch())
                  .filter(b -> LongStream.of(trace[b]).anyMatch(other -> other == row))
                  .toArray();
          if (users.length > 0 && moves.stream().noneMatch(move -> move.row() == row)) {
            int lastUse = users[users.length - 1];
            moves.add(new Move(frame, row, users.length - 1, row, users.length, lastUse, false));
            return new Train(train.batch(), train.frames(), moves, train.unknownVictims());
          }
        }
        return null;
      }
    },
    /// At the end a row that was updated stays in fast memory alone.
    FLUSH_FORGOTTEN {
      @Override
      @Nullable Step change(Step step, long[][] trace, SplittableRandom random) {
        if (!(step instanceof Flush(List<Write> writes)) || writes.isEmpty()) {
          return null;
        }
        List<Write> fewer = new ArrayList<>(writes);
        fewer.remove(random.nextInt(fewer.size()));
        return new Flush(fewer);
      }
    },
    /// A row is flushed before its last update.
    FLUSH_TOO_EARLY {
      @Override
      @Nullable Step change(Step step, long[][] trace, SplittableRandom random) {
        if (!(step instanceof Flush(List<Write> writes)) || writes.isEmpty()) {
          return null;
        }
        List<Write> early = new ArrayList<>(writes);
        early.replaceAll(w -> new Write(w.row(), w.frame(), w.uses(), w.lastUse() - 1));
        return new Flush(early);
      }
    };

    /// The step with the hazard, or null where it cannot be planted.
    @Nullable Step change(Step step, long[][] trace, SplittableRandom random) {
      return step instanceof Train train ? change(train, trace, random) : null;
    }

    @Nullable Train change(Train train, long[][] trace, SplittableRandom random) {
      if (train.moves().isEmpty()) {
        return null;
      }
      int index = random.nextInt(train.moves().size());
      Move changed = change(train, train.moves().get(index));
      if (changed == null) {
        return null;
      }
      List<Move> moves = new ArrayList<>(train.moves());
      moves.set(index, changed);
      return new Train(train.batch(), train.frames(), moves, train.unknownVictims());
    }

    @Nullable Move change(Train train, Move move) {
      return null;
    }

    private static Move withUses(Move move, int uses) {
      return new Move(
          move.frame(),
          move.row(),
          uses,
          move.victim(),
          move.victimUses(),
          move.victimLastUse(),
          move.victimDirty());
    }

    private static Move withVictim(Move move, long victim, int lastUse, boolean dirty) {
      return new Move(
          move.frame(), move.row(), move.uses(), victim, move.victimUses(), lastUse, dirty);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theInterpreterFindsThe(Hazard hazard) {
    int planted = 0;
    for (long seed = Traces.seed(); seed < Traces.seed() + CASES; seed++) {
      RecordedPlans bad = plant(hazard, seed);
      if (bad != null) {
        planted++;
        assertThat(isFound(bad, seed)).as("%s, seed %d", hazard, seed).isTrue();
      }
    }
    assertThat(planted).isGreaterThan(ENOUGH);
  }

  /// Whether some order of events shows the hazard.
  private static boolean isFound(RecordedPlans bad, long seed) {
    for (PlanInterpreter.Delays delays : PlanInterpreter.Delays.values()) {
      try {
        new PlanInterpreter(bad, delays, seed).run();
      } catch (PlanInterpreter.Hazard e) {
        return true;
      }
    }
    return false;
  }

  /// Good plans with the hazard in one step, or null if there is no place for it.
  private static @Nullable RecordedPlans plant(Hazard hazard, long seed) {
    RecordedPlans good = PlanSafetyTest.random(seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> steps = new ArrayList<>(good.steps());
    // A flush in between may be made good by a later one; the last may not.
    int start = hazard == Hazard.FLUSH_FORGOTTEN ? steps.size() - 1 : random.nextInt(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      int index = (start + i) % steps.size();
      Step bad = hazard.change(steps.get(index), good.trace(), random);
      if (bad != null) {
        steps.set(index, bad);
        return new RecordedPlans(good.trace(), good.capacity(), good.pinned(), steps);
      }
    }
    return null;
  }
}
