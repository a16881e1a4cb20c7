// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.data.JaggedKeys;
import dev.belady.embedding.Combiner;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.KeyResolver;
import dev.belady.embedding.SharedKeyListener;
import dev.belady.embedding.TableSpec;
import dev.belady.kernel.RowKernels;
import dev.belady.kernel.RowOccurrences;
import dev.belady.kernel.RowUpdateRule;
import dev.belady.kernel.ScalarRowKernels;
import dev.belady.kernel.VectorRowKernels;
import dev.belady.optim.Optimizer;
import dev.belady.optim.UpdateType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Keys per microsecond of the three operations of an embedding layer on one thread: resolution of
/// keys, lookup, and update, with batches of 2,048 samples of 26 slots, each with its own Zipf
/// (1.05) keys.
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class EmbeddingBenchmark {
  private static final int SAMPLES = 2048;
  private static final int SLOTS = 26;
  private static final int BATCHES = 16;

  /// Which kernels.
  @Param({"scalar", "vector"})
  public String provider = "";

  /// The width of a row.
  @Param({"16", "64"})
  public int dim;

  /// The optimizer of the update.
  @Param({"sgd", "adagrad", "adam"})
  public String optimizer = "";

  /// Keys per slot.
  @Param("40000")
  public int keysPerSlot;

  /// Whether the slots' sizes make the table direct.
  @Param("false")
  public boolean direct;

  private EmbeddingTable table;
  private KeyResolver resolver;
  private RowKernels kernels;
  private RowUpdateRule rule;
  private final List<JaggedKeys> batches = new ArrayList<>();
  private final List<RowOccurrences> resolved = new ArrayList<>();
  private final RowOccurrences scratch = new RowOccurrences();
  private float[] bags;
  private int batch;

  /// Makes the table and resolves the batches once.
  @Setup(Level.Trial)
  public void setUp() {
    Optimizer chosen =
        switch (optimizer) {
          case "sgd" -> new Optimizer.Sgd(UpdateType.LOCAL);
          case "adagrad" -> new Optimizer.AdaGrad(0, 1e-10f, UpdateType.LOCAL);
          case "adam" -> new Optimizer.Adam(0.9f, 0.999f, 1e-7f, UpdateType.LOCAL);
          default -> throw new IllegalArgumentException(optimizer);
        };
    rule = chosen.rowRule(1e-6f, 100);
    kernels = provider.equals("scalar") ? new ScalarRowKernels() : new VectorRowKernels();
    List<Long> sizes = direct ? Collections.nCopies(SLOTS, (long) keysPerSlot) : List.of();
    long rows = (long) keysPerSlot * SLOTS;
    TableSpec spec = new TableSpec("bench", 0, dim, Combiner.SUM, SLOTS, sizes, direct, 1);
    table = new EmbeddingTable(spec, chosen.recordLayout(dim), SharedKeyListener.NONE);
    // Every row exists, in an order that has nothing to do with popularity.
    List<Integer> order = new ArrayList<>();
    for (int key = 0; key < rows; key++) {
      order.add(key);
    }
    Collections.shuffle(order, new java.util.Random(1));
    for (int key : order) {
      table.findOrAdd(key, key / keysPerSlot);
    }
    resolver = new KeyResolver(table, false);
    ZipfKeys zipf = new ZipfKeys(1, keysPerSlot, 1.05);
    for (int b = 0; b < BATCHES; b++) {
      JaggedKeys keys = new JaggedKeys(SLOTS, SAMPLES);
      for (int bag = 0; bag < SAMPLES * SLOTS; bag++) {
        keys.addBag((long) bag % SLOTS * keysPerSlot + zipf.next());
      }
      batches.add(keys);
      RowOccurrences into = new RowOccurrences();
      resolver.resolveForTraining(keys, into);
      resolved.add(into);
    }
    bags = new float[SAMPLES * SLOTS * dim];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < bags.length; i++) {
      bags[i] = random.nextFloat() - 0.5f;
    }
  }

  /// Frees the table.
  @TearDown(Level.Trial)
  public void tearDown() {
    table.close();
  }

  /// Keys to rows, distinct rows and their occurrences.
  @Benchmark
  @OperationsPerInvocation(SAMPLES * SLOTS)
  public int resolve() {
    resolver.resolveForTraining(batches.get(next()), scratch);
    return scratch.distinct;
  }

  /// Copies of one-hot rows into the batch's tensor, in parts as the shards of a step do.
  @Benchmark
  @OperationsPerInvocation(SAMPLES * SLOTS)
  public float[] lookup() {
    RowOccurrences rows = resolved.get(next());
    int step = SAMPLES * SLOTS / 16;
    for (int bag = 0; bag < SAMPLES * SLOTS; bag += step) {
      kernels.lookup(table.arena(), rows, dim, false, bag, bag + step, bags, 0);
    }
    return bags;
  }

  /// Sums of rows: the keys of a sample in one bag.
  @Benchmark
  @OperationsPerInvocation(SAMPLES * SLOTS)
  public float[] pool() {
    RowOccurrences rows = resolved.get(next());
    RowOccurrences pooled = scratch;
    pooled.rows = rows.rows;
    if (pooled.bags != SAMPLES) {
      pooled.bags = SAMPLES;
      pooled.bagOffsets = new int[SAMPLES + 1];
      for (int sample = 0; sample <= SAMPLES; sample++) {
        pooled.bagOffsets[sample] = sample * SLOTS;
      }
    }
    kernels.lookup(table.arena(), pooled, dim, false, 0, SAMPLES, bags, 0);
    return bags;
  }

  /// Sums of gradients and the optimizer.
  @Benchmark
  @OperationsPerInvocation(SAMPLES * SLOTS)
  public float[] update() {
    RowOccurrences rows = resolved.get(next());
    kernels.update(table.arena(), rows, dim, false, 0, rows.distinct, bags, rule);
    return bags;
  }

  private int next() {
    batch = (batch + 1) % BATCHES;
    return batch;
  }
}
