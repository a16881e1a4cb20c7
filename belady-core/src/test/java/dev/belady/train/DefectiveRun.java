// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.data.Batch;
import dev.belady.data.DataException;
import dev.belady.data.SampleSource;
import dev.belady.data.Split;
import dev.belady.kernel.DenseUpdateKernels;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.RowKernels;
import dev.belady.model.RowStores;
import dev.belady.tier.FaultyStore;
import dev.belady.tier.TierFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A run of a small model, sound but for one part that a test replaces: its stores, its kernels,
/// its data, or what happens between two batches. Three passes, each with a short last batch.
final class DefectiveRun {
  private static final int STEPS = 33;
  private static final Pattern LEAST = Pattern.compile("least=(\\d+)B");
  private static final Kernels SOUND = KernelProvider.select();
  private static final String JSON =
      TieredModels.json(new Random(5), TieredModels.OPTIMIZERS.get(3), 200, 2000);
  private static final String[] PASSES = {
    "solver.max_iter=null", "solver.num_epochs=3", "data.num_samples=2090", "belady.threads=2"
  };

  private static List<String> residentTrace = List.of();

  private Kernels kernels = SOUND;
  private boolean bounded;
  private RowStores stores = RowStores.NONE;
  private UnaryOperator<SampleSource> source = UnaryOperator.identity();
  private Consumer<Session> betweenBatches = _ -> {};

  /// The trace of a sound run with all rows in memory.
  static synchronized List<String> residentTrace() throws InterruptedException {
    if (residentTrace.isEmpty()) {
      residentTrace = new DefectiveRun().trace();
    }
    return residentTrace;
  }

  /// A run with the smallest budget, on stores with this fault.
  static DefectiveRun bounded(TierFault fault) {
    DefectiveRun run = new DefectiveRun();
    run.bounded = true;
    run.stores =
        (_, floats) -> {
          FaultyStore store = new FaultyStore(fault, floats);
          store.allow(Long.MAX_VALUE);
          return store;
        };
    return run;
  }

  DefectiveRun withRows(UnaryOperator<RowKernels> change) {
    kernels =
        new Kernels(
            SOUND.provider(),
            SOUND.gemm(),
            SOUND.vector(),
            SOUND.interaction(),
            change.apply(SOUND.rows()),
            SOUND.dense());
    return this;
  }

  DefectiveRun withDense(UnaryOperator<DenseUpdateKernels> change) {
    kernels =
        new Kernels(
            SOUND.provider(),
            SOUND.gemm(),
            SOUND.vector(),
            SOUND.interaction(),
            SOUND.rows(),
            change.apply(SOUND.dense()));
    return this;
  }

  DefectiveRun withSource(UnaryOperator<SampleSource> change) {
    source = change;
    return this;
  }

  DefectiveRun withBetweenBatches(Consumer<Session> action) {
    betweenBatches = action;
    return this;
  }

  /// The hash after each batch, and at the end what stopped the run, if anything did.
  List<String> trace() throws InterruptedException {
    long budget = 1;
    while (true) {
      List<String> settings = new ArrayList<>(List.of(PASSES));
      if (bounded) {
        settings.addAll(List.of("belady.memory=" + budget + "B", "belady.lookahead=5"));
      }
      try {
        return trace(TieredModels.config(JSON, settings.toArray(String[]::new)));
      } catch (ConfigException e) {
        Matcher least = LEAST.matcher(String.valueOf(e.getMessage()));
        if (!least.find()) {
          throw e;
        }
        budget = Long.parseLong(least.group(1));
      }
    }
  }

  private List<String> trace(ModelConfig config) throws InterruptedException {
    List<String> trace = new ArrayList<>();
    try (Session session = Session.open(config, kernels, stores)) {
      session.startDataReading(source.apply(Readers.trainSource(config, bad())));
      for (int step = 0; step < STEPS && session.train(); step++) {
        trace.add(Long.toHexString(session.stateHash()));
        betweenBatches.accept(session);
      }
    } catch (IllegalStateException | DataException | TrainingException e) {
      trace.add(String.valueOf(e.getMessage()));
    }
    return trace;
  }

  private static BadRecords bad() {
    return new BadRecords(0, _ -> {});
  }

  /// All samples of the training set of such a run.
  static Batch samples(SampleSource source) {
    return all(source);
  }

  /// All samples of the evaluation set of a session.
  static Batch evaluationSamples(Session session) {
    return all(Readers.evalSource(session.config(), bad()));
  }

  private static Batch all(SampleSource source) {
    Batch batch = new Batch(source.schema(), (int) source.sampleCount().orElseThrow());
    try (Split.Reader reader = source.splits().getFirst().open()) {
      Batch part = new Batch(source.schema(), 64);
      while (reader.read(part) > 0) {
        batch.addSamples(part, 0, part.size());
      }
    }
    return batch;
  }
}
