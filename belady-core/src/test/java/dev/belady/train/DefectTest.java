// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.data.Batch;
import dev.belady.data.SampleSource;
import dev.belady.kernel.DenseUpdateKernels;
import dev.belady.kernel.Regularizer;
import dev.belady.kernel.RowKernels;
import dev.belady.kernel.RowOccurrences;
import dev.belady.kernel.RowUpdateRule;
import dev.belady.memory.RowArena;
import dev.belady.tier.CountingRun;
import dev.belady.tier.TierFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every way in which released caches of embedding rows are known to lose, mix up or invent
/// updates, put in on purpose; the proof of the promise must fail for each. H1 to H9 are the
/// defects of cDLRM's code, the others the hazards of any such cache. `PlanHazardTest` does the
/// same with plans.
class DefectTest {
  private static final int COUNTING_RUNS = 60;

  /// Faults that no store can have.
  private static final Set<TierFault> NOT_OF_STORES =
      EnumSet.of(
          TierFault.FETCH_BEFORE_WRITE_BACK,
          TierFault.VICTIM_STILL_IN_USE,
          TierFault.NO_FINAL_FLUSH,
          TierFault.MISSING_FLUSH);

  /// What is broken, and how.
  enum Defect {
    H1_STALE_INSTALL(
        "a row that comes back is the copy of its first return, not of its last leave",
        TierFault.STALE_COPY),
    H2_LOST_VICTIM("some rows of a batch are trained in copies that nobody writes back") {
      @Override
      boolean isNoticed() throws InterruptedException {
        return hashesDiffer(sound().withRows(rows -> new ForgetfulRows(rows, i -> i % 8 == 7)));
      }
    },
    H3_SAME_WAY_COLLISION("two rows of a batch draw the same frame") {
      @Override
      boolean isNoticed() throws InterruptedException {
        return hashesDiffer(sound().withRows(AliasedRows::new));
      }
    },
    H4_TORN_READ("a row is read while it is written, and is half of each", TierFault.TORN_ROW),
    H5_FETCH_BEFORE_PENDING_WRITE_BACK(
        "a fetch does not look among the rows on their way down",
        TierFault.FETCH_BEFORE_WRITE_BACK),
    H6_BIAS_NOT_REDUCED("the gradient of a bias lacks the part of one group of samples") {
      @Override
      boolean isNoticed() throws InterruptedException {
        return hashesDiffer(sound().withDense(UnreducedBias::new));
      }
    },
    H7_NO_FINAL_FLUSH(
        "at the end tables are read from the store while their last updates are in frames",
        TierFault.NO_FINAL_FLUSH),
    H8_FULL_SET("what finds no frame in a crowded batch is trained in a copy, batch after batch") {
      @Override
      boolean isNoticed() throws InterruptedException {
        return hashesDiffer(sound().withRows(rows -> new ForgetfulRows(rows, i -> i >= 100)));
      }
    },
    H9_LAST_BATCH_DROPPED("the short last batch of a pass is planned but not trained") {
      @Override
      boolean isNoticed() throws InterruptedException {
        return hashesDiffer(
            sound()
                .withSource(source -> {
                  Batch all = DefectiveRun.samples(source);
                  Batch full = new Batch(all.schema(), all.size());
                  full.addSamples(all, 0, all.size() / 200 * 200);
                  return new MemorySource(full);
                }));
      }
    },
    READ_AFTER_WRITE(
        "a write says that it is over before reads see its rows",
        TierFault.WRITE_ACKNOWLEDGED_EARLY),
    WRITE_AFTER_READ(
        "a victim leaves its frame before the last batch that uses it was trained",
        TierFault.VICTIM_STILL_IN_USE),
    WRITE_AFTER_WRITE(
        "of two writes of a row the older takes effect last", TierFault.WRITES_OUT_OF_ORDER),
    LOST_VICTIM(
        "a row that left before is not written when it leaves again", TierFault.LOST_VICTIM),
    SLOT_ALIASING(
        "two rows have one place in the store, because their numbers were rounded",
        TierFault.ROW_NUMBERS_AS_FLOATS),
    TORN_ROW("a write stops half-way and says nothing", TierFault.SHORT_WRITE),
    /// One machine has no replicas; its workers are what could drift apart.
    REPLICA_DRIFT("the workers add up a gradient in the order in which they finish") {
      @Override
      boolean isNoticed() throws InterruptedException {
        return hashesDiffer(sound().withDense(LanesInAnyOrder::new));
      }
    },
    MISSING_FLUSH(
        "in the middle of a run frames are split anew, and what they held is not written",
        TierFault.MISSING_FLUSH),
    PRECISION_LOSS("the store keeps 16 bits of every value", TierFault.HALF_PRECISION),
    PHASE_SYNC_GAP(
        "weights travel between the tiers and the optimizer's state does not",
        TierFault.STATE_LEFT_BEHIND),
    UNSEEDED_SAMPLING("the order of the samples comes from a generator without a seed") {
      @Override
      boolean isNoticed() throws InterruptedException {
        return hashesDiffer(sound().withSource(Defect::shuffled));
      }
    },
    EVALUATION_PERTURBS("an evaluation makes rows for the keys that it meets") {
      @Override
      boolean isNoticed() throws InterruptedException {
        return hashesDiffer(
            sound()
                .withBetweenBatches(session -> {
                  ResolvedBatch batch = session.resolver().newBatch();
                  batch.setBatch(DefectiveRun.evaluationSamples(session));
                  session.resolver().resolveForTraining(batch);
                }));
      }
    };

    private final String broken;
    private final TierFault fault;

    /// A defect of kernels, data, or what happens between two batches.
    Defect(String broken) {
      this(broken, TierFault.NONE);
    }

    /// A defect of rows on their way.
    Defect(String broken, TierFault fault) {
      this.broken = broken;
      this.fault = fault;
    }

    /// Whether the comparison with a sound run fails.
    boolean isNoticed() throws InterruptedException {
      return NOT_OF_STORES.contains(fault)
          ? countsDiffer(fault)
          : hashesDiffer(DefectiveRun.bounded(fault));
    }

    private static DefectiveRun sound() {
      return DefectiveRun.bounded(TierFault.NONE);
    }

    /// Whole runs: the hash of all rows and states after every batch.
    private static boolean hashesDiffer(DefectiveRun run) throws InterruptedException {
      return !run.trace().equals(DefectiveRun.residentTrace());
    }

    /// Runs of planner, mover and store in which writes are as late as they may be.
    private static boolean countsDiffer(TierFault fault) throws InterruptedException {
      for (int seed = 0; seed < COUNTING_RUNS; seed++) {
        if (!new CountingRun(seed, fault).run().isEmpty()) {
          return true;
        }
      }
      return false;
    }

    private static SampleSource shuffled(SampleSource source) {
      Batch all = DefectiveRun.samples(source);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random());
      Batch mixed = new Batch(all.schema(), all.size());
      order.forEach(sample -> mixed.addSample(all, sample));
      return new MemorySource(mixed);
    }

    @Override
    public String toString() {
      return name() + ": " + broken;
    }
  }

  @ParameterizedTest
  @EnumSource
  void isNoticed(Defect defect) throws InterruptedException {
    assertThat(defect.isNoticed()).as(defect::toString).isTrue();
  }

  @Test
  void noTwoOfThemAreTheSame() {
    List<TierFault> faults =
        Stream.of(Defect.values()).map(it -> it.fault).filter(it -> it != TierFault.NONE).toList();
    assertThat(faults)
        .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(TierFault.NONE)));
    assertThat(Stream.of(Defect.values()).map(it -> it.broken)).doesNotHaveDuplicates();
    for (int number = 1; number <= 9; number++) {
      String prefix = "H" + number + "_";
      assertThat(Stream.of(Defect.values()).filter(it -> it.name().startsWith(prefix))).hasSize(1);
    }
  }

  @Test
  void withoutADefectNothingIsNoticed() throws InterruptedException {
    List<String> resident = DefectiveRun.residentTrace();
    assertThat(resident).doesNotHaveDuplicates().hasSize(33);
    DefectiveRun same =
        DefectiveRun.bounded(TierFault.NONE)
            .withRows(rows -> new ForgetfulRows(rows, _ -> false))
            .withSource(source -> new MemorySource(DefectiveRun.samples(source)));
    assertThat(same.trace()).isEqualTo(resident);
  }

  /// Chooses distinct rows of a batch by their place in it.
  @FunctionalInterface
  private interface Choice {
    boolean holds(int i);
  }

  /// Loses the updates of some rows.
  private record ForgetfulRows(RowKernels sound, Choice forgotten) implements RowKernels {
    @Override
    public void lookup(
        RowArena arena,
        RowOccurrences occurrences,
        int dim,
        boolean mean,
        int firstBag,
        int lastBag,
        float[] out,
        int outOffset) {
      sound.lookup(arena, occurrences, dim, mean, firstBag, lastBag, out, outOffset);
    }

    @Override
    public void update(
        RowArena arena,
        RowOccurrences occurrences,
        int dim,
        boolean mean,
        int first,
        int last,
        float[] dBags,
        RowUpdateRule rule) {
      for (int i = first; i < last; i++) {
        if (!forgotten.holds(i)) {
          sound.update(arena, occurrences, dim, mean, i, i + 1, dBags, rule);
        }
      }
    }
  }

  /// Sees the second distinct row of every batch in the frame of the first.
  private record AliasedRows(RowKernels sound) implements RowKernels {
    @Override
    public void lookup(
        RowArena arena,
        RowOccurrences occurrences,
        int dim,
        boolean mean,
        int firstBag,
        int lastBag,
        float[] out,
        int outOffset) {
      sound.lookup(arena, aliased(occurrences), dim, mean, firstBag, lastBag, out, outOffset);
    }

    @Override
    public void update(
        RowArena arena,
        RowOccurrences occurrences,
        int dim,
        boolean mean,
        int first,
        int last,
        float[] dBags,
        RowUpdateRule rule) {
      sound.update(arena, aliased(occurrences), dim, mean, first, last, dBags, rule);
    }

    private static RowOccurrences aliased(RowOccurrences sound) {
      if (sound.distinct < 2) {
        return sound;
      }
      int first = sound.distinctRows[0];
      int second = sound.distinctRows[1];
      RowOccurrences aliased = new RowOccurrences();
      aliased.bags = sound.bags;
      aliased.oneHot = sound.oneHot;
      aliased.bagOffsets = sound.bagOffsets;
      aliased.rows = Arrays.stream(sound.rows).map(row -> row == second ? first : row).toArray();
      aliased.distinct = sound.distinct;
      aliased.distinctRows = sound.distinctRows.clone();
      aliased.distinctRows[1] = first;
      aliased.occurrenceOffsets = sound.occurrenceOffsets;
      aliased.occurrenceBags = sound.occurrenceBags;
      aliased.tableRows = sound.tableRows;
      return aliased;
    }
  }

  /// Leaves the last lane out of the gradient of the last parameter, which is a bias.
  private record UnreducedBias(DenseUpdateKernels sound) implements DenseUpdateKernels {
    @Override
    public void update(
        int begin,
        int end,
        float[] parameters,
        float[][] lanes,
        Regularizer regularizer,
        float[][] states,
        RowUpdateRule rule) {
      if (end == parameters.length) {
        lanes[lanes.length - 1][end - 1] = 0;
      }
      sound.update(begin, end, parameters, lanes, regularizer, states, rule);
    }
  }

  /// Adds the lanes in another order than the contract's.
  private record LanesInAnyOrder(DenseUpdateKernels sound) implements DenseUpdateKernels {
    @Override
    public void update(
        int begin,
        int end,
        float[] parameters,
        float[][] lanes,
        Regularizer regularizer,
        float[][] states,
        RowUpdateRule rule) {
      float[][] order = lanes.clone();
      Collections.rotate(Arrays.asList(order), 1);
      sound.update(begin, end, parameters, order, regularizer, states, rule);
    }
  }
}
