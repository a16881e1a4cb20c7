// SPDX-License-Identifier: Apache-2.0

package dev.belady.train;

import dev.belady.config.ConfigException;
import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.data.BadRecords;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model, the data that trains it, and the threads that work on it: the object of HugeCTR's
/// low-level loop.
///
/// ```java
/// try (Session session = Session.open(solver, Path.of("dlrm.json"))) {
///   LearningRateScheduler schedule = session.learningRateScheduler();
///   session.startDataReading();
///   for (int i = 0; i < 1000; i++) {
///     session.setLearningRate(schedule.next());
///     session.train();
///   }
///   System.out.println(session.evaluation().metrics());
/// }
/// ```
///
/// One thread uses a session. The order of the samples, and with it every bit of the parameters, is a
/// function of the configuration and the data; the number of threads changes neither.
public final class Session implements AutoCloseable {
  private static final int RESOLVE_AHEAD = 2;

  private final ModelConfig config;
  private final Kernels kernels;
  private final WorkerPool pool;
  private final Model model;
  private final BatchResolver resolver;
  private final Trainer trainer;
  private final BadRecords badRecords;
  private final List<String> warnings;
  private @Nullable ResolvePipeline pipeline;
  private @Nullable Evaluator evaluator;
  private double learningRate;
  private double currentLoss = Double.NaN;
  private long samplesTrained;
}
