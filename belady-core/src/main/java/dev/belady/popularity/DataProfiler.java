// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import dev.belady.data.JaggedKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a [DataProfile] in two passes over the same inputs in the same order and in bounded
/// memory: the first counts the accesses, the second judges hot sets of many sizes by the inputs.
///
/// One thread calls [#count] for every batch, then [#endCounting], then [#measure] for every batch
/// again, then [#profile].
public final class DataProfiler {
  /// Half of the memory for counters is for all inputs, a sixth each for the sample and the tenths.
  private static final int ALL = 2;

  private static final int PART = 6;

  private static final long LEAST_FOR_STABILITY = 1000;

  private final List<CountedTable> tables;
  private final CalibrationOptions options;
  private final InputSample sample;
  private final AccessLog all;
  private final AccessLog sampled;
  private final AccessLog first;
  private final AccessLog last;
  private @Nullable Second second;

  /// A profiler that has seen nothing yet.
  ///
  /// @param options the seed, the rate of the sample, and the sizes; the budget does not matter
  public DataProfiler(List<CountedTable> tables, CalibrationOptions options) {
    this.tables = List.copyOf(tables);
    this.options = options;
    this.sample = new InputSample(options.seed(), options.sampleRate());
    this.all = new AccessLog(tables, new CountMemory(options.countBytes() / ALL));
    this.sampled = new AccessLog(tables, new CountMemory(options.countBytes() / PART));
    this.first = new AccessLog(tables, new CountMemory(options.countBytes() / PART));
    this.last = new AccessLog(tables, new CountMemory(options.countBytes() / PART));
  }

  /// Counts the accesses of a batch: the first pass.
  public void count(Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      all.add(batch, i);
      if (sample.includes(batch.firstSample() + i)) {
        sampled.add(batch, i);
      }
    }
  }

  /// Ends the first pass.
  public void endCounting() {
    second = new Second();
  }

  /// Judges hot sets by the inputs of a batch: the second pass.
  public void measure(Batch batch) {
    Second pass = second();
    for (int i = 0; i < batch.size(); i++) {
      pass.add(batch, i);
    }
  }

  /// What the sample of the inputs says; it serves to choose a hot set.
  public AccessLog sampled() {
    return sampled;
  }

  /// What all inputs say.
  public AccessLog all() {
    return all;
  }

  /// What was found.
  public DataProfile profile() {
    Second pass = second();
    List<DataProfile.Coverage> curve = pass.allCount.curve();
    return new DataProfile(
        all.samples(),
        all.accesses(),
        error(),
        pass.usedBytes,
        ProfileFigures.tableBytes(tables),
        ProfileFigures.fields(all),
        curve,
        pass.sampledCount.curve(),
        sampled.samples(),
        pass.stability(),
        ProfileFigures.suggestion(all, curve, pass.usedBytes));
  }

  private Second second() {
    if (second == null) {
      throw new IllegalStateException("the first pass must be ended first");
    }
    return second;
  }

  private long error() {
    long error = 0;
    for (int table = 0; table < tables.size(); table++) {
      error = Math.max(error, all.counts(table).error());
    }
    return error;
  }

  /// The second pass.
  private final class Second {
    private final long tenth = all.samples() / 10;
    private final long usedBytes = ProfileFigures.usedBytes(all);
    private final long[] budgets = ProfileFigures.budgets(all, options.smallFieldBytes());
    private final CoverageCount allCount = new CoverageCount(budgets);
    private final CoverageCount sampledCount = new CoverageCount(budgets);
    private final CoverageCount laterCount = new CoverageCount(budgets);
    private final HeatLevels allLevels = levels(all);
    private final HeatLevels sampledLevels = levels(sampled);
    private @Nullable HeatLevels firstLevels;
    private long done;

    private HeatLevels levels(AccessLog heat) {
      return new HeatLevels(all, heat, options.smallFieldBytes(), budgets);
    }

    void add(Batch batch, int i) {
      if (done < tenth) {
        first.add(batch, i);
      } else if (firstLevels == null) {
        firstLevels = levels(first);
      }
      boolean late = done >= all.samples() - tenth;
      HeatLevels early = late ? firstLevels : null;
      if (late) {
        last.add(batch, i);
      }
      done++;
      int coldest = 0;
      int coldestOfSample = 0;
      int coldestOfFirst = 0;
      for (int table = 0; table < tables.size(); table++) {
        JaggedKeys keys = batch.sparse(tables.get(table).input());
        KeyCounts counts = all.counts(table);
        int to = keys.offsets()[(i + 1) * keys.slots()];
        for (int at = keys.offsets()[i * keys.slots()]; at < to; at++) {
          int place = counts.find(keys.keys()[at]);
          int level = place < 0 ? HeatLevels.NEVER : allLevels.at(table, place);
          int ofSample = place < 0 ? HeatLevels.NEVER : sampledLevels.at(table, place);
          allCount.addAccesses(level, 1);
          sampledCount.addAccesses(ofSample, 1);
          coldest = Math.max(coldest, level);
          coldestOfSample = Math.max(coldestOfSample, ofSample);
          if (early != null) {
            int ofFirst = place < 0 ? HeatLevels.NEVER : early.at(table, place);
            laterCount.addAccesses(ofFirst, 1);
            coldestOfFirst = Math.max(coldestOfFirst, ofFirst);
          }
        }
      }
      allCount.addInput(coldest);
      sampledCount.addInput(coldestOfSample);
      if (early != null) {
        laterCount.addInput(coldestOfFirst);
      }
    }

    DataProfile.@Nullable Stability stability() {
      if (all.samples() < LEAST_FOR_STABILITY) {
        return null;
      }
      HeatLevels own = new HeatLevels(last, last, options.smallFieldBytes(), budgets);
      CoverageCount ownCount = new CoverageCount(budgets);
      for (int table = 0; table < tables.size(); table++) {
        KeyCounts counts = last.counts(table);
        for (int place = 0; place < counts.places(); place++) {
          if (counts.holds(place)) {
            ownCount.addAccesses(own.at(table, place), counts.countAt(place));
          }
        }
      }
      return new DataProfile.Stability(
          tenth,
          laterCount.curve(),
          ownCount.curve(),
          ProfileFigures.overlaps(first, last, options.smallFieldBytes()));
    }
  }
}
