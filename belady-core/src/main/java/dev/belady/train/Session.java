// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.checkpoint.HugeCtrFiles;
import dev.belady.checkpoint.SnapshotReader;
import dev.belady.checkpoint.SnapshotWriter;
import dev.belady.config.ConfigException;
import dev.belady.config.LayerSpec;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.config.PopularitySpec;
import dev.belady.data.BadRecords;
import dev.belady.data.BatchReader;
import dev.belady.data.BatchStream;
import dev.belady.data.ReadPosition;
import dev.belady.data.SampleSource;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.SharedKeyListener;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.memory.MachineMemory;
import dev.belady.model.Model;
import dev.belady.model.Optimizers;
import dev.belady.model.RowStores;
import dev.belady.popularity.CoverageEstimate;
import dev.belady.popularity.HotSet;
import dev.belady.popularity.PassWatch;
import dev.belady.tier.StallCause;
import dev.belady.tier.Stalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A model, the data that trains it, and the threads that work on it: the object of HugeCTR's
/// low-level loop.
///
/// ```java
/// ModelConfig config = ConfigFile.read(Path.of("dlrm.json"), ConfigOverrides.none());
/// LearningRateScheduler schedule = LearningRateScheduler.of(config);
/// try (Session session = Session.open(config)) {
///   session.startDataReading();
///   for (int i = 0; i < 1000; i++) {
///     session.setLearningRate(schedule.next());
///     session.train();
///   }
///   System.out.println(session.currentLoss() + " " + session.evaluation().metrics());
/// }
/// ```
///
/// One thread uses a session. The order of the samples, and with it every bit of the parameters, is
/// a function of the configuration and the data; the number of threads changes neither.
public final class Session implements AutoCloseable {
  static final int RESOLVED_AHEAD = 2;

  private final ModelConfig config;
  private final Kernels kernels;
  private final WorkerPool pool;
  private final Model model;
  private final BatchResolver resolver;
  private final Sentences warnings = new Sentences();
  private final List<String> notices;
  private final RunMemory memory;
  private final BadRecords badTrainRecords;
  private final BadRecords badEvalRecords;
  private @Nullable Trainer trainer;
  private @Nullable TrainingBatches pipeline;
  private @Nullable HotTier hotTier;
  private @Nullable ScheduleFollower schedule;
  private @Nullable Path loaded;
  private String loadedSchedule = "";
  private @Nullable Evaluator evaluator;
  private @Nullable ScratchStores scratchStores;
  private boolean closed;
  private double learningRate;
  private double currentLoss = Double.NaN;
  private ReadPosition trainedTo = ReadPosition.START;
  private OptionalLong samplesOfEpoch = OptionalLong.empty();

  private Session(ModelConfig config, Kernels kernels, RowStores stores) {
    this.config = config;
    this.kernels = kernels;
    this.notices = new ArrayList<>(config.notices());
    this.learningRate = LearningRateScheduler.of(config).current();
    this.badTrainRecords = new BadRecords(config.belady().skipBadRecords(), warnings::add);
    this.badEvalRecords = new BadRecords(config.belady().skipBadRecords(), warnings::add);
    this.model = Model.create(config, kernels, this::warnOfSharedKey, stores);
    this.resolver = new BatchResolver(model);
    this.pool = new WorkerPool(threads(config));
    this.memory = new RunMemory(model, threads(config));
  }

  /// A session with a new model, which starts from the files that the solver names, if any.
  ///
  /// @throws ConfigException when the layers of the configuration do not fit
  /// @throws dev.belady.data.DataException when the files to start from are missing or do not fit
  public static Session open(ModelConfig config) {
    return open(config, KernelProvider.select());
  }

  /// The configuration with a number as its memory budget where it says `auto`, and with a notice
  /// of that number.
  ///
  /// @throws ConfigException when the machine has too little, or does not tell what it has
  public static ModelConfig withMemory(ModelConfig config) {
    Optional<MemoryBudget> budget = config.belady().memory().filter(MemoryBudget::auto);
    if (budget.isEmpty()) {
      return config;
    }
    Kernels kernels = KernelProvider.select();
    try (Model model = Model.create(config, kernels, SharedKeyListener.NONE)) {
      return AutoBudget.choose(config, budget.get(), model, threads(config), MachineMemory.now());
    }
  }

  /// A session whose float operators come from a given provider.
  static Session open(ModelConfig written, Kernels kernels) {
    ModelConfig config = withMemory(written);
    if (config.belady().memory().isEmpty()) {
      return open(config, kernels, RowStores.NONE);
    }
    ScratchStores stores = new ScratchStores(config.belady().memory().get());
    try {
      Session session = open(config, kernels, stores);
      session.scratchStores = stores;
      return session;
    } catch (RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  /// A session whose stores come from `stores`, closed with it.
  static Session open(ModelConfig config, Kernels kernels, RowStores stores) {
    Session session = new Session(config, kernels, stores);
    try {
      HugeCtrFiles.load(session.model);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
    return session;
  }

  /// What the session was opened on.
  public ModelConfig config() {
    return config;
  }

  /// The model. It changes with every [#train()].
  public Model model() {
    return model;
  }

  /// The provider of the float operators and why it was chosen.
  public String kernelProvider() {
    return kernels.provider();
  }

  BatchResolver resolver() {
    return resolver;
  }

  Kernels kernels() {
    return kernels;
  }

  /// The threads that compute.
  public int threads() {
    return pool.size();
  }

  /// Starts the threads that read and resolve the training set, from its first sample, or behind
  /// the last one of the snapshot that was loaded.
  ///
  /// @throws dev.belady.data.DataException when the data is missing or does not fit the
  ///   configuration
  public void startDataReading() throws InterruptedException {
    startDataReading(PassWatch.NONE);
  }

  /// The same, watched while the hot rows and the hot inputs are found, which may take passes over
  /// the whole training set.
  ///
  /// @throws java.util.concurrent.CancellationException when the watch has ended such a pass;
  ///   nothing was started
  public void startDataReading(PassWatch watch) throws InterruptedException {
    requireNoData();
    if (trainedTo.total() > 0) {
      Schedules.requireThatOf(loadedSchedule, config);
    }
    Optional<PopularitySpec> spec = config.belady().popularity();
    if (spec.isPresent() && !spec.get().packed().isEmpty()) {
      HotAndCold data = Schedules.packed(config, spec.get(), badTrainRecords);
      requireRoom(OptionalLong.of(data.hotSamples() + data.coldSamples()));
      memory.choseHotRows(data.hotSet(), 0);
      follow(data, null);
    } else {
      startDataReading(Readers.trainSource(config, badTrainRecords), watch);
    }
  }

  void startDataReading(SampleSource source) throws InterruptedException {
    startDataReading(source, PassWatch.NONE);
  }

  /// Starts to read data that is not packed yet.
  private void startDataReading(SampleSource source, PassWatch watch) throws InterruptedException {
    requireRoom(source.sampleCount());
    Optional<PopularitySpec> spec = config.belady().popularity();
    if (spec.isEmpty()) {
      startDataReading(source, new HotTier(config, model.tables(), null, 0));
      return;
    }
    HotSets hotSets = HotSets.of(config, spec.get(), source, watch);
    HotSet hotSet = hotSets.choose();
    memory.choseHotRows(hotSet, hotSets.countBytes());
    CoverageEstimate estimate = hotSets.estimate(hotSet);
    if (Schedules.reorders(config)) {
      follow(Schedules.packWhileReading(config, source, hotSet, watch), estimate);
    } else {
      startDataReading(source, HotTier.of(config, model.tables(), hotSet, estimate));
    }
  }

  /// Starts to train hot and cold batches in turn.
  private void follow(HotAndCold data, @Nullable CoverageEstimate estimate) {
    ScheduledBatches batches = Schedules.open(config, data, loaded, trainedTo);
    schedule = new ScheduleFollower(batches, trainedTo.total());
    startTraining(
        OptionalLong.of(data.hotSamples() + data.coldSamples()),
        batches,
        HotTier.of(config, model.tables(), data.hotSet(), estimate));
  }

  /// Starts to read in the order of the data.
  void startDataReading(SampleSource source, HotTier hot) {
    requireNoData();
    startTraining(
        source.sampleCount(),
        BatchReader.start(source, Readers.trainOptions(config).startingAt(trainedTo)),
        hot);
  }

  private void requireNoData() {
    if (pipeline != null) {
      throw new IllegalStateException("data reading was started before");
    }
  }

  private void startTraining(OptionalLong samples, BatchStream batches, HotTier hot) {
    samplesOfEpoch = samples;
    hotTier = hot;
    RunSize size = new RunSize(config, samples);
    long samplesBefore = trainedTo.total();
    pipeline = Pipelines.start(model, resolver, batches, hot, size, samplesBefore, notices::add);
  }

  /// Checks that the disk has room for all rows that the run can make.
  private void requireRoom(OptionalLong samples) {
    if (scratchStores != null) {
      OptionalLong most =
          new RunSize(config, samples)
              .mostStoreBytes(
                  model.tables(),
                  EmbeddingTable::rows,
                  config.belady().memory().orElseThrow().threads());
      scratchStores.requireRoom(most).ifPresent(warnings::add);
    }
  }

  /// Trains on the next batch with the current learning rate.
  ///
  /// @return false at the end of the data, when nothing was trained; never in a run that repeats
  ///   its data
  /// @throws dev.belady.data.DataException when the data could not be read
  /// @throws TrainingException when the loss is not finite; nothing was updated then, and the next
  ///   call goes on with the batch behind
  public boolean train() throws InterruptedException {
    TrainingBatches batches = pipeline;
    if (closed) {
      throw new IllegalStateException("the session was closed");
    }
    if (batches == null) {
      throw new IllegalStateException("startDataReading() must come before train()");
    }
    if (needsEvaluation()) {
      evaluation();
    }
    ResolvedBatch batch = take(batches);
    if (batch == null) {
      return false;
    }
    memory.add(batch);
    long samples = batch.batch().resumeAt().total();
    BatchEvent event = new BatchEvent();
    event.begin();
    try {
      currentLoss = trainer().train(batch, learningRate);
      trainedTo = batch.batch().resumeAt();
      event.iteration = model.step();
      event.samples = batch.batch().size();
      event.loss = currentLoss;
      event.commit();
    } finally {
      batches.recycle(batch);
      if (schedule != null) {
        schedule.trained(samples);
      }
    }
    return true;
  }

  private @Nullable ResolvedBatch take(TrainingBatches batches) throws InterruptedException {
    StallEvent event = new StallEvent();
    event.begin();
    ResolvedBatch batch = batches.take();
    StallCause cause = batches.lastStall();
    if (cause != null) {
      event.iteration = model.step() + 1;
      event.cause = cause.label();
      event.commit();
    }
    return batch;
  }

  /// Sets the learning rate of the next batches, of the dense parameters and all tables.
  public void setLearningRate(double newLearningRate) {
    if (!(newLearningRate >= 0)) {
      throw new IllegalArgumentException(
          "learning rate must be >= 0: learning_rate=" + newLearningRate);
    }
    learningRate = newLearningRate;
  }

  /// The learning rate of the next batch.
  public double learningRate() {
    return learningRate;
  }

  /// The mean loss of the last batch, with the regularizer; NaN before the first.
  public double currentLoss() {
    return currentLoss;
  }

  /// The samples trained so far, those before a loaded snapshot included.
  public long samplesTrained() {
    return trainedTo.total();
  }

  /// The samples of one pass over the training set, where its format states them.
  public OptionalLong samplesOfEpoch() {
    return samplesOfEpoch;
  }

  /// How long training has waited for its batches, and for what.
  public Stalls stalls() {
    return pipeline == null ? Stalls.NONE : pipeline.stalls();
  }

  /// The nanoseconds that training has waited for data.
  public long dataWaitNanos() {
    return stalls().dataNanos();
  }

  /// How rows moved between memory and the stores; null when all rows are in memory, or before data
  /// reading was started.
  public @Nullable TierStatistics tierStatistics() {
    return pipeline == null ? null : pipeline.tierStatistics();
  }

  /// What hot rows have done; null without `belady.popularity`, or before data reading was started.
  public @Nullable HotStatistics hotStatistics() {
    return hotTier == null ? null : hotTier.statistics();
  }

  /// What the formulas of `belady plan` say of a run with the batches and rows so far.
  MemoryEstimate predictedMemory() {
    MemoryEstimate[] estimate = new MemoryEstimate[1];
    resolver.whileTablesRest(() -> estimate[0] = memory.estimate());
    return estimate[0];
  }

  /// The bad training and evaluation records that were skipped.
  public long skippedRecords() {
    return badTrainRecords.skipped() + badEvalRecords.skipped();
  }

  /// The schedule of the configuration, behind the steps that the model has made.
  public LearningRateScheduler learningRateScheduler() {
    return new LearningRateScheduler(
        Optimizers.schedule(config.optimizer().schedule()), model.step());
  }

  /// Finds now what would end a long run at its first evaluation or at its end: evaluation data
  /// that is missing, a folder for the model that cannot be written.
  ///
  /// @throws dev.belady.data.DataException when there is such a thing
  void requireReady() {
    if (hasEvaluation()) {
      evaluator();
    }
    if (config.belady().saveFinalModel() || config.solver().snapshot().interval() > 0) {
      SnapshotWriter.requireWritable(config.solver().snapshot().prefix());
    }
  }

  /// One evaluation with the metrics of the configuration; the model does not change.
  ///
  /// @throws ConfigException when the configuration names no evaluation data
  /// @throws dev.belady.data.DataException when the data is missing or does not fit
  public EvaluationResult evaluation() throws InterruptedException {
    EvaluationEvent event = new EvaluationEvent();
    event.begin();
    EvaluationResult result = evaluator().evaluate();
    event.iteration = model.step();
    event.samples = result.samples();
    event.loss = result.loss();
    event.commit();
    if (schedule != null) {
      schedule.evaluated(result.loss());
    }
    return result;
  }

  /// Whether the schedule of hot and cold batches must know how good the model is before the next
  /// batch; [#train()] evaluates by itself if nobody did.
  public boolean needsEvaluation() {
    return schedule != null && schedule.needsEvaluation();
  }

  /// The phases of hot and cold batches that have ended since the last call, with what was decided
  /// there; none without a schedule.
  List<PhaseEnd> takePhases() {
    return schedule == null ? List.of() : schedule.takeEnded();
  }

  /// The AUC that no model can beat on the samples of one evaluation; null where nobody knows it,
  /// that is, unless the data was made up.
  public @Nullable Double bestReachableAuc() {
    return hasEvaluation() ? evaluator().bestReachableAuc() : null;
  }

  /// Predicts every sample of the evaluation set in its order.
  ///
  /// @throws ConfigException when the configuration names no evaluation data
  public EvaluationResult predict(PredictionSink sink) throws InterruptedException {
    return evaluator()
        .predict(batch -> sink.accept(batch.predictions(), batch.labels(), batch.count()));
  }

  /// Receives predictions batch by batch.
  @FunctionalInterface
  public interface PredictionSink {
    /// Takes in `count` samples; the arrays are borrowed and may be longer.
    void accept(float[] predictions, float[] labels, int count);
  }

  /// Saves the model as a snapshot of this iteration and returns the files, the manifest last.
  ///
  /// @param prefix the beginning of the files' names, with their folder, as HugeCTR joins them
  /// @throws dev.belady.data.DataException when a file cannot be written; snapshots of other
  ///   iterations stay as they were
  public List<Path> save(String prefix) {
    SnapshotEvent event = new SnapshotEvent();
    event.begin();
    List<Path> files = new ArrayList<>();
    resolver.whileTablesRest(() -> files.addAll(SnapshotWriter.write(prefix, model, trainedTo)));
    event.iteration = model.step();
    event.manifest = files.getLast().toString();
    event.commit();
    return files;
  }

  /// Goes back or ahead to a snapshot: [#startDataReading()] will go on behind its last sample, and
  /// the schedule of the learning rate behind its last step. Must come before data is read.
  ///
  /// @param manifest the file that [#save] returned last, `{prefix}_{iteration}.belady.json`
  /// @throws dev.belady.data.DataException when a file is missing or damaged; nothing was changed,
  ///   but where a file with the right checksum holds a key twice or in a wrong slot: then close
  ///   the session
  /// @throws ConfigException when the snapshot is of another model; nothing was changed
  public void load(Path manifest) {
    if (pipeline != null) {
      throw new IllegalStateException("load() must come before startDataReading()");
    }
    SnapshotReader.Loaded snapshot = SnapshotReader.load(manifest, model, warnings::add);
    trainedTo = snapshot.position();
    loaded = manifest;
    loadedSchedule = snapshot.schedule();
  }

  /// What a user should know before the first batch: what of the configuration is ignored and, once
  /// data is read, what may end the run.
  public List<String> notices() {
    return List.copyOf(notices);
  }

  /// Whether the configuration names evaluation data.
  public boolean hasEvaluation() {
    return config.data().hasEvaluation();
  }

  /// The sentences that came up since the last call, which a user should read.
  public List<String> takeWarnings() {
    return warnings.take();
  }

  /// A 64-bit hash of every parameter, every row that training has reached, all optimizer state,
  /// and running statistics: equal for two runs only if all their bits are equal (but for a chance
  /// of 2^-64).
  public long stateHash() {
    long[] hash = new long[1];
    resolver.whileTablesRest(() -> hash[0] = StateHash.of(model));
    return hash[0];
  }

  private Trainer trainer() {
    Trainer current = trainer;
    if (current == null) {
      LayerSpec.LossSpec loss = config.loss();
      current = new Trainer(model, kernels, pool, config.solver().batchSize(), loss.regularizer());
      trainer = current;
    }
    return current;
  }

  private Evaluator evaluator() {
    Evaluator current = evaluator;
    if (current == null) {
      if (!hasEvaluation()) {
        throw new ConfigException(
            String.format(
                Locale.ROOT,
                "an evaluation needs eval_source: eval_source='' (layers[0], %s)",
                config.file()));
      }
      SampleSource source = Readers.evalSource(config, badEvalRecords);
      current = new Evaluator(model, resolver, source, kernels, pool);
      evaluator = current;
    }
    return current;
  }

  private void warnOfSharedKey(String table, long key, int firstSlot, int secondSlot) {
    warnings.add(
        String.format(
            Locale.ROOT,
            "key %d of table '%s' occurs in slot %d and in slot %d, which share its row; keys of"
                + " different slots should differ (slot_size_array adds an offset per slot)",
            key,
            table,
            firstSlot,
            secondSlot));
  }

  /// The threads that compute, as configured or one for each core.
  public static int threads(ModelConfig config) {
    return config.belady().threads() > 0
        ? config.belady().threads()
        : Runtime.getRuntime().availableProcessors();
  }

  /// Stops all threads and frees the tables.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (pipeline != null) {
        pipeline.close();
      }
    } finally {
      if (evaluator != null) {
        evaluator.close();
      }
      pool.close();
      model.close();
      if (scratchStores != null) {
        scratchStores.close();
      }
    }
  }
}
