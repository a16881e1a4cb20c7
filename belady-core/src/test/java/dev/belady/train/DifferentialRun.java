// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.metrics.MetricValue;
import dev.belady.model.RowStores;
import dev.belady.tier.MemoryRowStore;
import dev.belady.tier.UnreliableFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A random model that is trained with all rows in memory and under budgets; after every batch all
/// bits must be equal. What is drawn depends on the seed alone; how fast threads are does not.
final class DifferentialRun {
  private static final int STEPS = 20;
  private static final int MOST_BUDGETS = 40;
  private static final Pattern LEAST = Pattern.compile("least=(\\d+)B");
  private static final Kernels KERNELS = KernelProvider.select();

  private final long seed;
  private final Path folder;
  private final String json;
  private final List<String> settings;
  private final double factor;
  private final boolean file;
  private final int evaluateEvery;
  private final int predictEvery;
  private final int resumeAt;
  private final boolean replays;
  private int stores;

  /// What a run showed: a hash of the state after every batch, and what it said on the way.
  private record Trace(List<Long> hashes, List<Long> findings) {}

  /// @param folder for scratch files and snapshots
  DifferentialRun(long seed, Path folder) {
    this.seed = seed;
    this.folder = folder;
    Random random = new Random(seed);
    json = RandomModel.json(random, Math.floorMod(seed, RandomModel.OPTIMIZERS.size()));
    int lookahead = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(STEPS + 4);
    settings =
        new ArrayList<>(
            List.of(
                "belady.lookahead=" + lookahead,
                "belady.threads=" + (1 + random.nextInt(8)),
                "belady.io_threads=" + (1 + random.nextInt(4))));
    factor = 1 + 2 * random.nextDouble();
    file = random.nextBoolean();
    evaluateEvery = 1 + random.nextInt(8);
    predictEvery = 2 + random.nextInt(12);
    resumeAt = random.nextInt(3) == 0 ? 1 + random.nextInt(STEPS - 1) : STEPS;
    if (random.nextInt(3) == 0) {
      settings.add("belady.policy=cdlrm");
      settings.add("belady.policy_ways=" + (1 + random.nextInt(16)));
    }
    if (random.nextBoolean()) {
      settings.add("belady.popularity.sample_rate=" + (random.nextBoolean() ? 1 : 0.3));
      settings.add("belady.popularity.small_tables=0B");
      settings.add("belady.popularity.budget=" + random.nextInt(40_000) + "B");
      settings.add("belady.popularity.recalibrate=" + random.nextInt(3) * 4);
    }
    replays = resumeAt == STEPS && random.nextInt(3) == 0;
  }

  /// Fails unless the smallest budget that works, those before it that nearly work, and a larger
  /// one lead through the resident run's states.
  void check() throws InterruptedException {
    Trace resident = resident();
    long smallest = smallestFrom(1, resident);
    smallestFrom((long) (smallest * factor), resident);
    if (replays) {
      String plans = folder.resolve("plans-" + seed).toString();
      for (String setting : List.of("belady.plan_log=" + plans, "belady.plan_replay=" + plans)) {
        assertThat(trace(smallest, 0, resident, setting))
            .as("%s, memory=%d, %s", setting, smallest, this)
            .isEqualTo(resident);
      }
    }
  }

  /// The resident run, which evaluations and predictions must not change.
  private Trace resident() throws InterruptedException {
    ModelConfig config = TieredModels.config(json);
    Trace plain = new Trace(new ArrayList<>(), new ArrayList<>());
    run(config, RowStores.NONE, false, plain, plain);
    Trace watched = new Trace(new ArrayList<>(), new ArrayList<>());
    run(config, RowStores.NONE, true, watched, watched);
    assertThat(watched.hashes()).as("watched, %s", this).isEqualTo(plain.hashes());
    return watched;
  }

  /// Runs with growing budgets until one is not refused.
  ///
  /// @return that budget
  private long smallestFrom(long first, Trace expected) throws InterruptedException {
    long budget = first;
    for (int i = 0; i < MOST_BUDGETS; i++) {
      try {
        assertThat(trace(budget, i, expected))
            .as("memory=%d, %s", budget, this)
            .isEqualTo(expected);
        return budget;
      } catch (ConfigException | TrainingException e) {
        Matcher least = LEAST.matcher(String.valueOf(e.getMessage()));
        assertThat(least.find()).as("%s, %s", e.getMessage(), this).isTrue();
        assertThat(Long.parseLong(least.group(1))).as(this::toString).isGreaterThan(budget);
        budget = Long.parseLong(least.group(1));
      }
    }
    throw new AssertionError("no budget was enough, the last was " + budget + ", " + this);
  }

  /// Runs with a budget.
  ///
  /// @param number makes the delays and faults of the stores differ
  private Trace trace(long budget, int number, Trace expected, String... more)
      throws InterruptedException {
    List<String> bounded = new ArrayList<>(settings);
    bounded.add("belady.memory=" + budget + "B");
    bounded.addAll(List.of(more));
    long storeSeed = seed * MOST_BUDGETS + number;
    RowStores made =
        (table, floats) ->
            new UnreliableStore(
                file
                    ? UnreliableFiles.store(folder.resolve("rows-" + stores++), floats, storeSeed)
                    : new MemoryRowStore(floats),
                floats,
                storeSeed,
                Long.MAX_VALUE);
    ModelConfig config = TieredModels.config(json, bounded.toArray(String[]::new));
    Trace trace = new Trace(new ArrayList<>(), new ArrayList<>());
    run(config, made, true, trace, expected);
    return trace;
  }

  /// Trains to the end of the data or of the steps, and compares as it goes, so that a run that is
  /// refused half-way was right until then.
  private void run(ModelConfig config, RowStores made, boolean watch, Trace trace, Trace expected)
      throws InterruptedException {
    Session session = Session.open(config, KERNELS, made);
    try {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        if (step == resumeAt && config.belady().memory().isPresent()) {
          Path manifest = session.save(folder.resolve("saved").toString()).getLast();
          session.close();
          session = Session.open(config, KERNELS, made);
          session.load(manifest);
          session.startDataReading();
        }
        session.setLearningRate(0.05 / (1 + step % 3));
        if (!session.train()) {
          break;
        }
        trace.hashes().add(session.stateHash());
        trace.findings().add(Double.doubleToLongBits(session.currentLoss()));
        if (watch) {
          watch(session, step, trace.findings());
        }
        assertThat(trace.hashes().getLast())
            .as("step=%d, %s, %s", step, config.belady(), this)
            .isEqualTo(expected.hashes().get(step));
      }
    } finally {
      session.close();
    }
  }

  private void watch(Session session, int step, List<Long> findings) throws InterruptedException {
    if (step % evaluateEvery == 0) {
      for (MetricValue metric : session.evaluation().metrics()) {
        findings.add(Double.doubleToLongBits(metric.value()));
      }
    }
    if (step % predictEvery == 1) {
      session.predict((predictions, _, count) -> {
        for (int i = 0; i < count; i++) {
          findings.add((long) Float.floatToRawIntBits(predictions[i]));
        }
      });
    }
  }

  @Override
  public String toString() {
    return "-Dbelady.seed="
        + seed
        + ", settings="
        + settings
        + ", file="
        + file
        + ", resumeAt="
        + resumeAt
        + ", replays="
        + replays
        + ", "
        + json;
  }
}
