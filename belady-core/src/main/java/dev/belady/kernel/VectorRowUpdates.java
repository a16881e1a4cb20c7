// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static dev.belady.kernel.FloatLanes.LENGTH;
import static dev.belady.kernel.FloatLanes.ORDER;
import static dev.belady.kernel.FloatLanes.SPECIES;

import dev.belady.memory.RowArena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/// The loops of [VectorRowKernels#update], one per rule.
///
/// They are written out because a vector handed through an interface call is an object: each loop
/// and its step must be compiled as one. A step changes the elements of one vector of a record,
/// those of the mask or, with a null mask that the compiler sees, all.
final class VectorRowUpdates {
  private VectorRowUpdates() {}

  static void sgd(
      RowArena arena, BagGradients gradients, int first, int last, RowUpdateRule.Sgd rule) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int dim = gradients.dim();
    int full = SPECIES.loopBound(dim);
    VectorMask<Float> tail = FloatLanes.tail(dim);
    for (int i = first; i < last; i++) {
      int row = gradients.occurrences().distinctRows[i];
      long at = arena.address(chunks, row);
      for (int d = 0; d < full; d += LENGTH) {
        step(memory, at + d * 4L, gradients.sum(i, d), rule, null);
      }
      if (full < dim) {
        step(memory, at + full * 4L, gradients.sum(i, full, tail), rule, tail);
      }
    }
  }

  private static void step(
      MemorySegment s,
      long at,
      FloatVector g,
      RowUpdateRule.Sgd rule,
      @Nullable VectorMask<Float> mask) {
    store(VectorRules.sgd(rule, load(s, at, mask), g), s, at, mask);
  }

  static void momentum(
      RowArena arena, BagGradients gradients, int first, int last, RowUpdateRule.Momentum rule) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int dim = gradients.dim();
    int full = SPECIES.loopBound(dim);
    VectorMask<Float> tail = FloatLanes.tail(dim);
    long state = dim * 4L;
    for (int i = first; i < last; i++) {
      int row = gradients.occurrences().distinctRows[i];
      long at = arena.address(chunks, row);
      for (int d = 0; d < full; d += LENGTH) {
        step(memory, at + d * 4L, state, gradients.sum(i, d), rule, null);
      }
      if (full < dim) {
        step(memory, at + full * 4L, state, gradients.sum(i, full, tail), rule, tail);
      }
    }
  }

  private static void step(
      MemorySegment s,
      long at,
      long state,
      FloatVector g,
      RowUpdateRule.Momentum rule,
      @Nullable VectorMask<Float> mask) {
    FloatVector mo = VectorRules.momentum(rule, load(s, at + state, mask), g);
    store(mo, s, at + state, mask);
    store(load(s, at, mask).add(mo), s, at, mask);
  }

  static void nesterov(
      RowArena arena, BagGradients gradients, int first, int last, RowUpdateRule.Nesterov rule) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int dim = gradients.dim();
    int full = SPECIES.loopBound(dim);
    VectorMask<Float> tail = FloatLanes.tail(dim);
    long state = dim * 4L;
    for (int i = first; i < last; i++) {
      int row = gradients.occurrences().distinctRows[i];
      long at = arena.address(chunks, row);
      for (int d = 0; d < full; d += LENGTH) {
        step(memory, at + d * 4L, state, gradients.sum(i, d), rule, null);
      }
      if (full < dim) {
        step(memory, at + full * 4L, state, gradients.sum(i, full, tail), rule, tail);
      }
    }
  }

  private static void step(
      MemorySegment s,
      long at,
      long state,
      FloatVector g,
      RowUpdateRule.Nesterov rule,
      @Nullable VectorMask<Float> mask) {
    FloatVector aOld = load(s, at + state, mask);
    FloatVector aNew = VectorRules.nesterov(rule, aOld, g);
    store(aNew, s, at + state, mask);
    store(VectorRules.nesterovWeight(rule, load(s, at, mask), aOld, aNew), s, at, mask);
  }

  static void adaGrad(
      RowArena arena, BagGradients gradients, int first, int last, RowUpdateRule.AdaGrad rule) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int dim = gradients.dim();
    int full = SPECIES.loopBound(dim);
    VectorMask<Float> tail = FloatLanes.tail(dim);
    long state = dim * 4L;
    for (int i = first; i < last; i++) {
      int row = gradients.occurrences().distinctRows[i];
      long at = arena.address(chunks, row);
      for (int d = 0; d < full; d += LENGTH) {
        step(memory, at + d * 4L, state, gradients.sum(i, d), rule, null);
      }
      if (full < dim) {
        step(memory, at + full * 4L, state, gradients.sum(i, full, tail), rule, tail);
      }
    }
  }

  private static void step(
      MemorySegment s,
      long at,
      long state,
      FloatVector g,
      RowUpdateRule.AdaGrad rule,
      @Nullable VectorMask<Float> mask) {
    FloatVector sum = VectorRules.squares(load(s, at + state, mask), g);
    store(sum, s, at + state, mask);
    store(VectorRules.adaGradWeight(rule, load(s, at, mask), sum, g), s, at, mask);
  }

  static void adam(
      RowArena arena, BagGradients gradients, int first, int last, RowUpdateRule.Adam rule) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int dim = gradients.dim();
    int full = SPECIES.loopBound(dim);
    VectorMask<Float> tail = FloatLanes.tail(dim);
    long state = dim * 4L;
    for (int i = first; i < last; i++) {
      int row = gradients.occurrences().distinctRows[i];
      long at = arena.address(chunks, row);
      for (int d = 0; d < full; d += LENGTH) {
        step(memory, at + d * 4L, state, gradients.sum(i, d), rule, null);
      }
      if (full < dim) {
        step(memory, at + full * 4L, state, gradients.sum(i, full, tail), rule, tail);
      }
    }
  }

  private static void step(
      MemorySegment s,
      long at,
      long state,
      FloatVector g,
      RowUpdateRule.Adam rule,
      @Nullable VectorMask<Float> mask) {
    FloatVector mOld = load(s, at + state, mask);
    FloatVector vOld = load(s, at + 2 * state, mask);
    FloatVector m = VectorRules.firstMoment(rule.beta1(), rule.beta1(), mOld, g);
    FloatVector v = VectorRules.secondMoment(rule.beta2(), rule.beta2(), vOld, g);
    store(m, s, at + state, mask);
    store(v, s, at + 2 * state, mask);
    FloatVector w = load(s, at, mask);
    store(VectorRules.adamWeight(rule.alpha(), rule.epsilon(), w, m, v), s, at, mask);
  }

  static void lazyAdam(
      RowArena arena, BagGradients gradients, int first, int last, RowUpdateRule.LazyAdam rule) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int dim = gradients.dim();
    int full = SPECIES.loopBound(dim);
    VectorMask<Float> tail = FloatLanes.tail(dim);
    long state = dim * 4L;
    DecayPowers powers = new DecayPowers(rule);
    for (int i = first; i < last; i++) {
      int row = gradients.occurrences().distinctRows[i];
      long at = arena.address(chunks, row);
      powers.select(memory.get(ValueLayout.JAVA_INT, at + 3 * state));
      memory.set(ValueLayout.JAVA_INT, at + 3 * state, rule.step());
      for (int d = 0; d < full; d += LENGTH) {
        step(memory, at + d * 4L, state, gradients.sum(i, d), rule, powers, null);
      }
      if (full < dim) {
        step(memory, at + full * 4L, state, gradients.sum(i, full, tail), rule, powers, tail);
      }
    }
  }

  private static void step(
      MemorySegment s,
      long at,
      long state,
      FloatVector g,
      RowUpdateRule.LazyAdam rule,
      DecayPowers powers,
      @Nullable VectorMask<Float> mask) {
    FloatVector m = load(s, at + state, mask);
    FloatVector v = load(s, at + 2 * state, mask);
    FloatVector w = load(s, at, mask);
    store(VectorRules.adamWeight(powers.skipped(), rule.epsilon(), w, m, v), s, at, mask);
    store(VectorRules.firstMoment(powers.decay1(), rule.beta1(), m, g), s, at + state, mask);
    store(VectorRules.secondMoment(powers.decay2(), rule.beta2(), v, g), s, at + 2 * state, mask);
  }

  static void ftrl(
      RowArena arena, BagGradients gradients, int first, int last, RowUpdateRule.Ftrl rule) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int dim = gradients.dim();
    int full = SPECIES.loopBound(dim);
    VectorMask<Float> tail = FloatLanes.tail(dim);
    long state = dim * 4L;
    for (int i = first; i < last; i++) {
      int row = gradients.occurrences().distinctRows[i];
      long at = arena.address(chunks, row);
      for (int d = 0; d < full; d += LENGTH) {
        step(memory, at + d * 4L, state, gradients.sum(i, d), rule, null);
      }
      if (full < dim) {
        step(memory, at + full * 4L, state, gradients.sum(i, full, tail), rule, tail);
      }
    }
  }

  private static void step(
      MemorySegment s,
      long at,
      long state,
      FloatVector g,
      RowUpdateRule.Ftrl rule,
      @Nullable VectorMask<Float> mask) {
    FloatVector n = load(s, at + state, mask);
    FloatVector nNew = VectorRules.squares(n, g);
    FloatVector w = load(s, at, mask);
    FloatVector z = VectorRules.ftrlZ(rule, w, n, nNew, load(s, at + 2 * state, mask), g);
    store(nNew, s, at + state, mask);
    store(z, s, at + 2 * state, mask);
    store(VectorRules.ftrlWeight(rule, nNew, z), s, at, mask);
  }

  private static FloatVector load(
      MemorySegment segment, long offset, @Nullable VectorMask<Float> mask) {
    return mask == null
        ? FloatVector.fromMemorySegment(SPECIES, segment, offset, ORDER)
        : FloatVector.fromMemorySegment(SPECIES, segment, offset, ORDER, mask);
  }

  private static void store(
      FloatVector vector, MemorySegment segment, long offset, @Nullable VectorMask<Float> mask) {
    if (mask == null) {
      vector.intoMemorySegment(segment, offset, ORDER);
    } else {
      vector.intoMemorySegment(segment, offset, ORDER, mask);
    }
  }
}
