// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// Compares the vector kernels with the scalar ones bit by bit, at the width with which its class
/// loader loads [FloatLanes].
///
/// It is a function of JDK types, so that a test can load it again for every width: the argument is
/// the seed, the result one line per difference; the first line is the number of lanes.
public final class KernelComparison implements Function<Long, List<String>> {
  static final List<RowUpdateRule> RULES =
      List.of(
          new RowUpdateRule.Sgd(0.1f),
          new RowUpdateRule.Momentum(0.1f, 0.9f, false),
          new RowUpdateRule.Momentum(0.1f, 0, true),
          new RowUpdateRule.Nesterov(0.1f, 0.8f, true),
          new RowUpdateRule.AdaGrad(0.1f, 1e-10f),
          new RowUpdateRule.Adam(0.01f, 0.9f, 0.999f, 1e-7f, false),
          new RowUpdateRule.Adam(0.01f, 0.9f, 0.999f, 1e-7f, true),
          new RowUpdateRule.LazyAdam(0.01f, 0.9f, 0.999f, 1e-7f, 77),
          new RowUpdateRule.Ftrl(0.1f, 0.5f, 0.01f),
          new RowUpdateRule.Ftrl(0, 0.5f, 0.01f));
  static final int[] DIMS = {1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 16, 17, 32, 33, 64, 65, 128, 130};

  private final List<String> differences = new ArrayList<>();

  /// For the class loader.
  public KernelComparison() {}

  @Override
  public List<String> apply(Long seed) {
    differences.add(Integer.toString(FloatLanes.LENGTH));
    for (int dim : DIMS) {
      for (int hotness : new int[] {1, 4}) {
        lookups(seed, dim, hotness);
        for (RowUpdateRule rule : RULES) {
          updates(seed, dim, hotness, rule);
        }
      }
    }
    for (int size : new int[] {0, 1, 15, 16, 17, 511, 512, 513, 1100}) {
      for (RowUpdateRule rule : RULES) {
        if (!(rule instanceof RowUpdateRule.LazyAdam)) {
          dense(seed, size, rule);
        }
      }
    }
    return differences;
  }

  private void lookups(long seed, int dim, int hotness) {
    RowUpdateRule rule = new RowUpdateRule.Sgd(1);
    try (RandomRows rows = new RandomRows(seed, dim, 50, 40, hotness, rule)) {
      for (int i = 0; i < rows.occurrences.rows.length; i += 5) {
        rows.occurrences.rows[i] = -1;
      }
      for (boolean mean : new boolean[] {false, true}) {
        float[] expected = new float[45 * dim];
        Arrays.fill(expected, Float.NaN);
        float[] actual = expected.clone();
        new ScalarRowKernels()
            .lookup(rows.arena, rows.occurrences, dim, mean, 3, 40, expected, dim + 1);
        new VectorRowKernels()
            .lookup(rows.arena, rows.occurrences, dim, mean, 3, 40, actual, dim + 1);
        check(bits(expected), bits(actual), "lookup dim=" + dim + " hotness=" + hotness + mean);
      }
    }
  }

  private void updates(long seed, int dim, int hotness, RowUpdateRule rule) {
    for (boolean mean : new boolean[] {false, true}) {
      try (RandomRows scalar = new RandomRows(seed, dim, 70, 40, hotness, rule);
          RandomRows vector = new RandomRows(seed, dim, 70, 40, hotness, rule)) {
        update(new ScalarRowKernels(), scalar, mean, rule);
        update(new VectorRowKernels(), vector, mean, rule);
        check(scalar.bits(), vector.bits(), rule + " dim=" + dim + " hotness=" + hotness + mean);
      }
    }
  }

  private static void update(
      RowKernels kernels, RandomRows rows, boolean mean, RowUpdateRule rule) {
    RowOccurrences o = rows.occurrences;
    int middle = o.distinct / 2;
    kernels.update(rows.arena, o, rows.dim, mean, 0, middle, rows.dBags, rule);
    kernels.updateUnused(rows.arena, o, rows.dim, 1, rows.tableRows, rule);
    kernels.update(rows.arena, o, rows.dim, mean, middle, o.distinct, rows.dBags, rule);
  }

  private void dense(long seed, int size, RowUpdateRule rule) {
    for (int laneCount : new int[] {1, 3, 5, 8}) {
      Random random = new Random(seed);
      float[][] scalar = arrays(random, 1 + rule.states() + laneCount, size + 8);
      float[][] vector = Arrays.stream(scalar).map(float[]::clone).toArray(float[][]::new);
      Regularizer regularizer =
          laneCount == 3 ? Regularizer.NONE : new Regularizer(0.01f * (laneCount - 1), 0.02f);
      dense(new ScalarDenseUpdateKernels(), scalar, rule, regularizer);
      dense(new VectorDenseUpdateKernels(), vector, rule, regularizer);
      for (int i = 0; i < 1 + rule.states(); i++) {
        check(bits(scalar[i]), bits(vector[i]), "dense " + rule + " size=" + size + " array " + i);
      }
    }
  }

  private static void dense(
      DenseUpdateKernels kernels, float[][] arrays, RowUpdateRule rule, Regularizer regularizer) {
    float[][] states = Arrays.copyOfRange(arrays, 1, 1 + rule.states());
    float[][] lanes = Arrays.copyOfRange(arrays, 1 + rule.states(), arrays.length);
    kernels.update(3, arrays[0].length - 5, arrays[0], lanes, regularizer, states, rule);
  }

  private static float[][] arrays(Random random, int count, int size) {
    float[][] arrays = new float[count][size];
    for (float[] array : arrays) {
      for (int i = 0; i < size; i++) {
        array[i] = random.nextFloat();
      }
    }
    return arrays;
  }

  private static int[] bits(float[] floats) {
    int[] bits = new int[floats.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(floats[i]);
    }
    return bits;
  }

  private void check(int[] expected, int[] actual, String what) {
    int at = Arrays.mismatch(expected, actual);
    if (at >= 0) {
      differences.add(
          "%s at %d: scalar %s, vector %s"
              .formatted(
                  what, at, Float.intBitsToFloat(expected[at]), Float.intBitsToFloat(actual[at])));
    }
  }
}
