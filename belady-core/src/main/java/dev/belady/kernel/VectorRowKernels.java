// SPDX-License-Identifier: Apache-2.0
package dev.belady.kernel;

import static dev.belady.kernel.FloatLanes.LENGTH;
import static dev.belady.kernel.FloatLanes.ORDER;
import static dev.belady.kernel.FloatLanes.SPECIES;

import dev.belady.memory.RowArena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// [RowKernels] with the Vector API, the bits of [ScalarRowKernels].
///
/// A vector runs along the width of a row, so no sum is reordered. Widths that are no multiple of
/// the vector end in a masked vector; rows narrower than 4 are left to the scalar version. Bags of
/// several rows keep 4 vectors of sums at once: one is bound by the latency of the additions, and
/// more would need more registers than 256-bit machines have next to the loads.
public final class VectorRowKernels implements RowKernels {
  private static final int MIN_DIM = 4;
  private static final long VECTOR_BYTES = LENGTH * 4L;

  private final ScalarRowKernels scalar = new ScalarRowKernels();

  /// Kernels of the preferred vector width.
  public VectorRowKernels() {}

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
    if (dim < MIN_DIM) {
      scalar.lookup(arena, occurrences, dim, mean, firstBag, lastBag, out, outOffset);
    } else if (occurrences.oneHot) {
      copyRows(arena, occurrences.rows, dim, firstBag, lastBag, out, outOffset);
    } else {
      poolRows(arena, occurrences, dim, mean, firstBag, lastBag, out, outOffset);
    }
  }

  /// Copies the row of each occurrence; rows of one vector go without an inner loop.
  private static void copyRows(
      RowArena arena, int[] rows, int dim, int first, int last, float[] out, int outOffset) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int at = outOffset;
    for (int o = first; o < last; o++, at += dim) {
      if (rows[o] < 0) {
        Arrays.fill(out, at, at + dim, 0);
      } else if (dim == LENGTH) {
        load(memory, arena.address(chunks, rows[o])).intoArray(out, at);
      } else {
        copyRow(memory, arena.address(chunks, rows[o]), dim, out, at);
      }
    }
  }

  private static void copyRow(MemorySegment memory, long address, int dim, float[] out, int at) {
    int full = SPECIES.loopBound(dim);
    int d = 0;
    for (; d + 4 * LENGTH <= full; d += 4 * LENGTH) {
      long offset = address + d * 4L;
      load(memory, offset).intoArray(out, at + d);
      load(memory, offset + VECTOR_BYTES).intoArray(out, at + d + LENGTH);
      load(memory, offset + 2 * VECTOR_BYTES).intoArray(out, at + d + 2 * LENGTH);
      load(memory, offset + 3 * VECTOR_BYTES).intoArray(out, at + d + 3 * LENGTH);
    }
    for (; d < full; d += LENGTH) {
      load(memory, address + d * 4L).intoArray(out, at + d);
    }
    if (full < dim) {
      VectorMask<Float> tail = FloatLanes.tail(dim);
      load(memory, address + full * 4L, tail).intoArray(out, at + full, tail);
    }
  }

  private static void poolRows(
      RowArena arena,
      RowOccurrences occurrences,
      int dim,
      boolean mean,
      int firstBag,
      int lastBag,
      float[] out,
      int outOffset) {
    int full = SPECIES.loopBound(dim);
    int[] rows = occurrences.rows;
    int at = outOffset;
    for (int bag = firstBag; bag < lastBag; bag++, at += dim) {
      int from = occurrences.bagOffsets[bag];
      int to = occurrences.bagOffsets[bag + 1];
      float divisor = mean ? to - from : 1;
      while (from < to && rows[from] < 0) {
        from++;
      }
      if (from == to) {
        Arrays.fill(out, at, at + dim, 0);
        continue;
      }
      int d = 0;
      for (; d + 4 * LENGTH <= full; d += 4 * LENGTH) {
        poolFour(arena, rows, from, to, d, out, at + d);
      }
      for (; d < full; d += LENGTH) {
        poolOne(arena, rows, from, to, d, out, at + d);
      }
      if (full < dim) {
        poolTail(arena, rows, from, to, full, dim, out, at + full);
      }
      if (divisor > 1) {
        divide(out, at, dim, divisor);
      }
    }
  }

  /// Sums elements d to d + 4 * LENGTH - 1 of the rows of one bag; the first row is known.
  private static void poolFour(
      RowArena arena, int[] rows, int from, int to, int d, float[] out, int at) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    long offset = arena.address(chunks, rows[from]) + d * 4L;
    FloatVector sum0 = load(memory, offset);
    FloatVector sum1 = load(memory, offset + VECTOR_BYTES);
    FloatVector sum2 = load(memory, offset + 2 * VECTOR_BYTES);
    FloatVector sum3 = load(memory, offset + 3 * VECTOR_BYTES);
    for (int o = from + 1; o < to; o++) {
      int row = rows[o];
      if (row >= 0) {
        offset = arena.address(chunks, row) + d * 4L;
        sum0 = sum0.add(load(memory, offset));
        sum1 = sum1.add(load(memory, offset + VECTOR_BYTES));
        sum2 = sum2.add(load(memory, offset + 2 * VECTOR_BYTES));
        sum3 = sum3.add(load(memory, offset + 3 * VECTOR_BYTES));
      }
    }
    sum0.intoArray(out, at);
    sum1.intoArray(out, at + LENGTH);
    sum2.intoArray(out, at + 2 * LENGTH);
    sum3.intoArray(out, at + 3 * LENGTH);
  }

  private static void poolOne(
      RowArena arena, int[] rows, int from, int to, int d, float[] out, int at) {
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int first = rows[from];
    FloatVector sum = load(memory, arena.address(chunks, first) + d * 4L);
    for (int o = from + 1; o < to; o++) {
      int row = rows[o];
      if (row >= 0) {
        sum = sum.add(load(memory, arena.address(chunks, row) + d * 4L));
      }
    }
    sum.intoArray(out, at);
  }

  private static void poolTail(
      RowArena arena, int[] rows, int from, int to, int d, int dim, float[] out, int at) {
    VectorMask<Float> tail = FloatLanes.tail(dim);
    MemorySegment memory = arena.memory();
    long[] chunks = arena.chunkAddresses();
    int first = rows[from];
    FloatVector sum = load(memory, arena.address(chunks, first) + d * 4L, tail);
    for (int o = from + 1; o < to; o++) {
      int row = rows[o];
      if (row >= 0) {
        sum = sum.add(load(memory, arena.address(chunks, row) + d * 4L, tail));
      }
    }
    sum.intoArray(out, at, tail);
  }

  private static void divide(float[] out, int at, int dim, float divisor) {
    for (int d = 0; d < dim; d++) {
      out[at + d] /= divisor;
    }
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, segment, offset, ORDER);
  }

  private static FloatVector load(MemorySegment segment, long offset, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(SPECIES, segment, offset, ORDER, mask);
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
    if (dim < MIN_DIM) {
      scalar.update(arena, occurrences, dim, mean, first, last, dBags, rule);
      return;
    }
    BagGradients gradients = new BagGradients(occurrences, dim, mean, dBags);
    switch (rule) {
      case RowUpdateRule.Sgd sgd -> VectorRowUpdates.sgd(arena, gradients, first, last, sgd);
      case RowUpdateRule.Momentum momentum ->
          VectorRowUpdates.momentum(arena, gradients, first, last, momentum);
      case RowUpdateRule.Nesterov nesterov ->
          VectorRowUpdates.nesterov(arena, gradients, first, last, nesterov);
      case RowUpdateRule.AdaGrad adaGrad ->
          VectorRowUpdates.adaGrad(arena, gradients, first, last, adaGrad);
      case RowUpdateRule.Adam adam -> VectorRowUpdates.adam(arena, gradients, first, last, adam);
      case RowUpdateRule.LazyAdam lazy ->
          VectorRowUpdates.lazyAdam(arena, gradients, first, last, lazy);
      case RowUpdateRule.Ftrl ftrl -> {
        if (ftrl.lr() != 0) {
          VectorRowUpdates.ftrl(arena, gradients, first, last, ftrl);
        }
      }
    }
  }
}
