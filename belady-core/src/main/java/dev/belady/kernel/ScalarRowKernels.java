// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.belady.memory.RowArena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The specification of [RowKernels], element by element.
public final class ScalarRowKernels implements RowKernels {
  /// Kernels without state.
  public ScalarRowKernels() {}

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
    RecordLayout.check(dim, arena);
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int at = outOffset;
    for (int bag = firstBag; bag < lastBag; bag++, at += dim) {
      int from = occurrences.bagOffsets[bag];
      int to = occurrences.bagOffsets[bag + 1];
      Arrays.fill(out, at, at + dim, 0);
      boolean empty = true;
      for (int o = from; o < to; o++) {
        int row = occurrences.rows[o];
        if (row < 0) {
          continue;
        }
        for (int d = 0; d < dim; d++) {
          float value = memory.get(JAVA_FLOAT, arena.address(chunks, row) + d * 4L);
          out[at + d] = empty ? value : out[at + d] + value;
        }
        empty = false;
      }
      if (mean && to - from > 1) {
        for (int d = 0; d < dim; d++) {
          out[at + d] /= to - from;
        }
      }
    }
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
    RecordLayout.check(rule.recordFloats(dim), arena);
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    float[] gradient = new float[dim];
    RecordStep step = RecordStep.of(rule);
    for (int i = first; i < last; i++) {
      sumGradients(occurrences, i, mean, dBags, gradient);
      int row = occurrences.distinctRows[i];
      step.apply(memory, arena.address(chunks, row), gradient);
    }
  }

  /// Sums the gradients of distinct row `i` into `gradient`.
  static void sumGradients(
      RowOccurrences occurrences, int i, boolean mean, float[] dBags, float[] gradient) {
    int dim = gradient.length;
    int from = occurrences.occurrenceOffsets[i];
    int to = occurrences.occurrenceOffsets[i + 1];
    for (int o = from; o < to; o++) {
      int bag = occurrences.occurrenceBags[o];
      float share =
          mean ? 1f / (occurrences.bagOffsets[bag + 1] - occurrences.bagOffsets[bag]) : 1f;
      int at = bag * dim;
      for (int d = 0; d < dim; d++) {
        gradient[d] =
            o == from ? share * dBags[at + d] : Math.fma(share, dBags[at + d], gradient[d]);
      }
    }
  }

  /// One rule's change of the record at a byte offset; chosen once per call.
  @FunctionalInterface
  private interface RecordStep {
    void apply(MemorySegment segment, long at, float[] gradient);

    static RecordStep of(RowUpdateRule rule) {
      return switch (rule) {
        case RowUpdateRule.Sgd sgd -> (segment, at, g) -> sgd(sgd, segment, at, g);
        case RowUpdateRule.Momentum momentum ->
            (segment, at, g) -> momentum(momentum, segment, at, g);
        case RowUpdateRule.Nesterov nesterov ->
            (segment, at, g) -> nesterov(nesterov, segment, at, g);
        case RowUpdateRule.AdaGrad adaGrad -> (segment, at, g) -> adaGrad(adaGrad, segment, at, g);
        case RowUpdateRule.Adam adam -> (segment, at, g) -> adam(adam, segment, at, g);
        case RowUpdateRule.LazyAdam lazy -> {
          DecayPowers powers = new DecayPowers(lazy);
          yield (segment, at, g) -> lazyAdam(lazy, powers, segment, at, g);
        }
        case RowUpdateRule.Ftrl ftrl -> (segment, at, g) -> ftrl(ftrl, segment, at, g);
      };
    }
  }

  private static void sgd(RowUpdateRule.Sgd rule, MemorySegment s, long at, float[] gradient) {
    for (int d = 0; d < gradient.length; d++) {
      long w = at + d * 4L;
      s.set(JAVA_FLOAT, w, ScalarRules.sgd(rule, s.get(JAVA_FLOAT, w), gradient[d]));
    }
  }

  private static void momentum(
      RowUpdateRule.Momentum rule, MemorySegment s, long at, float[] gradient) {
    long stride = gradient.length * 4L;
    for (int d = 0; d < gradient.length; d++) {
      long w = at + d * 4L;
      float mo = ScalarRules.momentum(rule, s.get(JAVA_FLOAT, w + stride), gradient[d]);
      s.set(JAVA_FLOAT, w + stride, mo);
      s.set(JAVA_FLOAT, w, s.get(JAVA_FLOAT, w) + mo);
    }
  }

  private static void nesterov(
      RowUpdateRule.Nesterov rule, MemorySegment s, long at, float[] gradient) {
    long stride = gradient.length * 4L;
    for (int d = 0; d < gradient.length; d++) {
      long w = at + d * 4L;
      float aOld = s.get(JAVA_FLOAT, w + stride);
      float aNew = ScalarRules.nesterov(rule, aOld, gradient[d]);
      s.set(JAVA_FLOAT, w + stride, aNew);
      float weight = s.get(JAVA_FLOAT, w);
      s.set(JAVA_FLOAT, w, ScalarRules.nesterovWeight(rule, weight, aOld, aNew));
    }
  }

  private static void adaGrad(
      RowUpdateRule.AdaGrad rule, MemorySegment s, long at, float[] gradient) {
    long stride = gradient.length * 4L;
    for (int d = 0; d < gradient.length; d++) {
      long w = at + d * 4L;
      float sum = ScalarRules.squares(s.get(JAVA_FLOAT, w + stride), gradient[d]);
      s.set(JAVA_FLOAT, w + stride, sum);
      float weight = s.get(JAVA_FLOAT, w);
      s.set(JAVA_FLOAT, w, ScalarRules.adaGradWeight(rule, weight, sum, gradient[d]));
    }
  }

  private static void adam(RowUpdateRule.Adam rule, MemorySegment s, long at, float[] gradient) {
    long stride = gradient.length * 4L;
    for (int d = 0; d < gradient.length; d++) {
      long w = at + d * 4L;
      float oldM = s.get(JAVA_FLOAT, w + stride);
      float oldV = s.get(JAVA_FLOAT, w + 2 * stride);
      float m = ScalarRules.firstMoment(rule.beta1(), rule.beta1(), oldM, gradient[d]);
      float v = ScalarRules.secondMoment(rule.beta2(), rule.beta2(), oldV, gradient[d]);
      s.set(JAVA_FLOAT, w + stride, m);
      s.set(JAVA_FLOAT, w + 2 * stride, v);
      float weight = s.get(JAVA_FLOAT, w);
      s.set(JAVA_FLOAT, w, ScalarRules.adamWeight(rule.alpha(), rule.epsilon(), weight, m, v));
    }
  }

  private static void lazyAdam(
      RowUpdateRule.LazyAdam rule, DecayPowers powers, MemorySegment s, long at, float[] gradient) {
    long stride = gradient.length * 4L;
    powers.select(s.get(JAVA_INT, at + 3 * stride));
    for (int d = 0; d < gradient.length; d++) {
      long w = at + d * 4L;
      float m = s.get(JAVA_FLOAT, w + stride);
      float v = s.get(JAVA_FLOAT, w + 2 * stride);
      float weight = s.get(JAVA_FLOAT, w);
      float g = gradient[d];
      s.set(JAVA_FLOAT, w, ScalarRules.adamWeight(powers.skipped(), rule.epsilon(), weight, m, v));
      s.set(JAVA_FLOAT, w + stride, ScalarRules.firstMoment(powers.decay1(), rule.beta1(), m, g));
      s.set(
          JAVA_FLOAT,
          w + 2 * stride,
          ScalarRules.secondMoment(powers.decay2(), rule.beta2(), v, g));
    }
    s.set(JAVA_INT, at + 3 * stride, rule.step());
  }

  private static void ftrl(RowUpdateRule.Ftrl rule, MemorySegment s, long at, float[] gradient) {
    if (rule.lr() == 0) {
      return;
    }
    long stride = gradient.length * 4L;
    for (int d = 0; d < gradient.length; d++) {
      long w = at + d * 4L;
      float n = s.get(JAVA_FLOAT, w + stride);
      float oldZ = s.get(JAVA_FLOAT, w + 2 * stride);
      float nNew = ScalarRules.squares(n, gradient[d]);
      float z = ScalarRules.ftrlZ(rule, s.get(JAVA_FLOAT, w), n, nNew, oldZ, gradient[d]);
      s.set(JAVA_FLOAT, w + stride, nNew);
      s.set(JAVA_FLOAT, w + 2 * stride, z);
      s.set(JAVA_FLOAT, w, ScalarRules.ftrlWeight(rule, nNew, z));
    }
  }
}
