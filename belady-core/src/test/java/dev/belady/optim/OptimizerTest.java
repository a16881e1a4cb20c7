// SPDX-License-Identifier: Apache-2.0
package dev.belady.optim;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.belady.kernel.DenseUpdateKernels;
import dev.belady.kernel.Regularizer;
import dev.belady.kernel.RowKernels;
import dev.belady.kernel.RowOccurrences;
import dev.belady.kernel.RowUpdateRule;
import dev.belady.kernel.ScalarDenseUpdateKernels;
import dev.belady.kernel.VectorDenseUpdateKernels;
import dev.belady.kernel.VectorRowKernels;
import dev.belady.memory.RowArena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every optimizer, on dense parameters and on rows, against textbook formulas in double.
final class OptimizerTest {
  private static final long SEED = Long.getLong("belady.seed", 1);
  private static final int ROWS = 9;
  private static final int DIM = 5;
  private static final int STEPS = 12;

  static List<Optimizer> optimizers() {
    List<Optimizer> all = new ArrayList<>();
    for (UpdateType type : List.of(UpdateType.LOCAL, UpdateType.GLOBAL)) {
      all.add(new Optimizer.Sgd(type));
      all.add(new Optimizer.MomentumSgd(0.9f, type));
      all.add(new Optimizer.MomentumSgd(0, type));
      all.add(new Optimizer.Nesterov(0.8f, type));
      all.add(new Optimizer.AdaGrad(0.1f, 1e-7f, type));
      all.add(new Optimizer.Adam(0.9f, 0.999f, 1e-7f, type));
      all.add(new Optimizer.Ftrl(0.05f, 0.1f, type));
    }
    all.add(new Optimizer.Adam(0.9f, 0.999f, 1e-7f, UpdateType.LAZY_GLOBAL));
    return all;
  }

  static List<Optimizer> globalOptimizers() {
    return optimizers().stream()
        .filter(optimizer -> optimizer.updateType() == UpdateType.GLOBAL)
        .filter(optimizer -> !(optimizer instanceof Optimizer.Ftrl))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void rowsFollowTheTextbook(Optimizer optimizer) {
    Random random = new Random(SEED);
    try (Rows rows = new Rows(optimizer, random)) {
      NaiveOptimizer naive = new NaiveOptimizer(optimizer, rows.weights());
      for (int step = 1; step <= STEPS; step++) {
        int[] used = random.ints(6, 0, ROWS - 2).toArray();
        float[] dBags = gradients(random, used.length * DIM);
        double[] g = new double[ROWS * DIM];
        boolean[] touched = new boolean[ROWS * DIM];
        for (int bag = 0; bag < used.length; bag++) {
          for (int d = 0; d < DIM; d++) {
            g[used[bag] * DIM + d] += dBags[bag * DIM + d];
            touched[used[bag] * DIM + d] = true;
          }
        }
        float lr = 0.01f * step;
        naive.step(lr, g, touched);
        rows.step(used, dBags, optimizer.rowRule(lr, step));
        assertThat(rows.weights())
            .as("%s, step %d, seed %d", optimizer, step, SEED)
            .containsExactly(naive.w, within(2e-5));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void denseParametersFollowTheTextbook(Optimizer optimizer) {
    Random random = new Random(SEED);
    int size = 37;
    Optimizer everywhere = everyElement(optimizer);
    float[] w = gradients(random, size);
    NaiveOptimizer naive = new NaiveOptimizer(everywhere, doubles(w));
    DenseUpdate update = new DenseUpdate(optimizer, new VectorDenseUpdateKernels(), size);
    boolean[] all = new boolean[size];
    Arrays.fill(all, true);
    for (int step = 1; step <= STEPS; step++) {
      float[][] lanes = {
        gradients(random, size), gradients(random, size), gradients(random, size),
      };
      double[] g = new double[size];
      for (int i = 0; i < size; i++) {
        g[i] = (double) lanes[0][i] + lanes[1][i] + lanes[2][i];
      }
      naive.step(0.01f, g, all);
      RowUpdateRule rule = update.rule(0.01f, step);
      update.update(0, 20, w, lanes, Regularizer.NONE, rule);
      update.update(20, size, w, lanes, Regularizer.NONE, rule);
      assertThat(doubles(w))
          .as("%s, step %d, seed %d", optimizer, step, SEED)
          .containsExactly(naive.w, within(2e-5));
    }
  }

  /// The claim behind GLOBAL: a table is then a dense matrix whose unused rows have a gradient of
  /// 0.
  @ParameterizedTest
  @MethodSource("globalOptimizers")
  void globalUpdateOfATableHasTheBitsOfTheDenseUpdate(Optimizer optimizer) {
    Random random = new Random(SEED);
    try (Rows rows = new Rows(optimizer, random)) {
      float[] w = floats(rows.weights());
      DenseUpdate dense = new DenseUpdate(optimizer, new ScalarDenseUpdateKernels(), w.length);
      for (int step = 1; step <= STEPS; step++) {
        int[] used = {random.nextInt(ROWS), ROWS - 1};
        used[1] = used[0] == used[1] ? 0 : used[1];
        float[] dBags = gradients(random, used.length * DIM);
        float[] g = new float[w.length];
        for (int bag = 0; bag < used.length; bag++) {
          System.arraycopy(dBags, bag * DIM, g, used[bag] * DIM, DIM);
        }
        rows.step(used, dBags, optimizer.rowRule(0.1f, step));
        dense.update(0, w.length, w, new float[][] {g}, Regularizer.NONE, dense.rule(0.1f, step));
        assertThat(floats(rows.weights()))
            .as("%s, step %d, seed %d", optimizer, step, SEED)
            .isEqualTo(w);
      }
    }
  }

  @Test
  void theFirstStepOfAdaGradMovesEveryUsedElementByTheLearningRate() {
    Optimizer optimizer = new Optimizer.AdaGrad(0, 1e-10f, UpdateType.LOCAL);
    try (Rows rows = new Rows(optimizer, new Random(SEED))) {
      double[] before = rows.weights();
      float[] dBags = {1e-6f, -3, 0.5f, -1e-4f, 7};
      rows.step(new int[] {4}, dBags, optimizer.rowRule(0.01f, 1));
      for (int d = 0; d < DIM; d++) {
        assertThat(rows.weights()[4 * DIM + d] - before[4 * DIM + d])
            .isCloseTo(-0.01 * Math.signum(dBags[d]), within(2e-6));
      }
    }
  }

  @Test
  void lanesAreAddedAsATree() {
    // (big + 1) + (-big + 1) is 0 in float; any other order keeps a 1.
    float big = 1e9f;
    float[][] lanes = {{big}, {1}, {-big}, {1}};
    float[] w = {0};
    new DenseUpdate(new Optimizer.Sgd(UpdateType.LOCAL), new VectorDenseUpdateKernels(), 1)
        .update(0, 1, w, lanes, Regularizer.NONE, new RowUpdateRule.Sgd(1));
    assertThat(w[0]).isZero();
  }

  @Test
  void regularizersPullWeightsToZero() {
    for (DenseUpdateKernels kernels :
        List.of(new ScalarDenseUpdateKernels(), new VectorDenseUpdateKernels())) {
      float[] w = {2, -2, 0};
      RowUpdateRule rule = new RowUpdateRule.Sgd(1);
      kernels.update(0, 3, w, new float[1][3], new Regularizer(0, 0.25f), new float[0][], rule);
      assertThat(w).containsExactly(1.5f, -1.5f, 0);
      kernels.update(0, 3, w, new float[1][3], new Regularizer(0.5f, 0), new float[0][], rule);
      assertThat(w).containsExactly(1, -1, 0);
    }
  }

  @Test
  void rejectsWhatCannotTrain() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Optimizer.AdaGrad(0, 1e-7f, UpdateType.LAZY_GLOBAL))
        .withMessage("update_type LazyGlobal needs the optimizer Adam: type=AdaGrad");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Optimizer.Adam(1, 0.9f, 1e-7f, UpdateType.LOCAL))
        .withMessage("beta1 must be >= 0 and < 1: beta1=1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Optimizer.Adam(0.9f, 0.9f, Float.NaN, UpdateType.LOCAL))
        .withMessage("epsilon must be > 0: epsilon=NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Optimizer.AdaGrad(0, 0, UpdateType.LOCAL))
        .withMessage("epsilon must be > 0 when initial_accu_value is 0: epsilon=0.0");
  }

  private static Optimizer everyElement(Optimizer optimizer) {
    return optimizer instanceof Optimizer.Adam adam
        ? new Optimizer.Adam(adam.beta1(), adam.beta2(), adam.epsilon(), UpdateType.GLOBAL)
        : optimizer;
  }

  private static float[] gradients(Random random, int size) {
    float[] g = new float[size];
    for (int i = 0; i < size; i++) {
      g[i] = random.nextFloat() - 0.5f;
    }
    return g;
  }

  private static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  private static float[] floats(double[] doubles) {
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  /// A small table whose bags hold one row each.
  private static final class Rows implements AutoCloseable {
    private final RowKernels kernels = new VectorRowKernels();
    private final RowArena arena;

    Rows(Optimizer optimizer, Random random) {
      arena = new RowArena(optimizer.recordLayout(DIM).floats());
      arena.ensureCapacity(ROWS);
      for (int row = 0; row < ROWS; row++) {
        for (int d = 0; d < DIM; d++) {
          arena.memory().set(JAVA_FLOAT, address(row) + d * 4L, random.nextFloat() - 0.5f);
        }
        optimizer.recordLayout(DIM).writeInitialStates(arena.memory(), address(row));
      }
    }

    private long address(int row) {
      return arena.address(arena.chunkAddresses(), row);
    }

    double[] weights() {
      double[] weights = new double[ROWS * DIM];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = arena.memory().get(JAVA_FLOAT, address(i / DIM) + i % DIM * 4L);
      }
      return weights;
    }

    void step(int[] rows, float[] dBags, RowUpdateRule rule) {
      RowOccurrences o = new RowOccurrences();
      Map<Integer, List<Integer>> byRow = new LinkedHashMap<>();
      for (int bag = 0; bag < rows.length; bag++) {
        byRow.computeIfAbsent(rows[bag], row -> new ArrayList<>()).add(bag);
      }
      o.bags = rows.length;
      o.tableRows = ROWS;
      o.usedRows = new long[1];
      o.distinctRows = new int[byRow.size()];
      o.occurrenceOffsets = new int[byRow.size() + 1];
      o.occurrenceBags = new int[rows.length];
      int at = 0;
      for (Map.Entry<Integer, List<Integer>> entry : byRow.entrySet()) {
        o.usedRows[0] |= 1L << entry.getKey();
        o.distinctRows[o.distinct++] = entry.getKey();
        for (int bag : entry.getValue()) {
          o.occurrenceBags[at++] = bag;
        }
        o.occurrenceOffsets[o.distinct] = at;
      }
      kernels.update(arena, o, DIM, false, 0, o.distinct, dBags, rule);
      kernels.updateUnused(arena, o, DIM, 0, ROWS, rule);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
