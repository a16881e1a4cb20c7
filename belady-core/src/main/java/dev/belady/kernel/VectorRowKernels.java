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
    if (dim < MIN_DIM) {
      scalar.lookup(arena, occurrences, dim, mean, firstBag, lastBag, out, outOffset);
    } else if (occurrences.oneHot) {
      copyRows(arena, occurrences.rows, dim, firstBag, lastBag, out, outOffset);
    } else {
      poolRows(arena, occurrences, dim, mean, firstBag, lastBag, out, outOffset);
    }
  }

  /// Copies the row of each occurrence.
  private static void copyRows(
      RowArena arena, int[] rows, int dim, int first, int last, float[] out, int outOffset) {
    MemorySegment[] chunks = arena.chunks();
    int shift = arena.chunkShift();
    int full = SPECIES.loopBound(dim);
    VectorMask<Float> tail = FloatLanes.tail(dim);
    int at = outOffset;
    for (int o = first; o < last; o++, at += dim) {
      int row = rows[o];
      if (row < 0) {
        Arrays.fill(out, at, at + dim, 0);
        continue;
      }
      MemorySegment chunk = chunks[row >>> shift];
      long offset = arena.offsetBytes(row);
      for (int d = 0; d < full; d += LENGTH) {
        FloatVector.fromMemorySegment(SPECIES, chunk, offset + d * 4L, ORDER)
            .intoArray(out, at + d);
      }
      if (full < dim) {
        FloatVector.fromMemorySegment(SPECIES, chunk, offset + full * 4L, ORDER, tail)
            .intoArray(out, at + full, tail);
      }
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
    MemorySegment[] chunks = arena.chunks();
    int shift = arena.chunkShift();
    MemorySegment chunk = chunks[rows[from] >>> shift];
    long offset = arena.offsetBytes(rows[from]) + d * 4L;
    FloatVector sum0 = load(chunk, offset);
    FloatVector sum1 = load(chunk, offset + VECTOR_BYTES);
    FloatVector sum2 = load(chunk, offset + 2 * VECTOR_BYTES);
    FloatVector sum3 = load(chunk, offset + 3 * VECTOR_BYTES);
    for (int o = from + 1; o < to; o++) {
      int row = rows[o];
      if (row >= 0) {
        chunk = chunks[row >>> shift];
        offset = arena.offsetBytes(row) + d * 4L;
        sum0 = sum0.add(load(chunk, offset));
        sum1 = sum1.add(load(chunk, offset + VECTOR_BYTES));
        sum2 = sum2.add(load(chunk, offset + 2 * VECTOR_BYTES));
        sum3 = sum3.add(load(chunk, offset + 3 * VECTOR_BYTES));
      }
    }
    sum0.intoArray(out, at);
    sum1.intoArray(out, at + LENGTH);
    sum2.intoArray(out, at + 2 * LENGTH);
    sum3.intoArray(out, at + 3 * LENGTH);
  }

  private static void poolOne(
      RowArena arena, int[] rows, int from, int to, int d, float[] out, int at) {
    MemorySegment[] chunks = arena.chunks();
    int shift = arena.chunkShift();
    int first = rows[from];
    FloatVector sum = load(chunks[first >>> shift], arena.offsetBytes(first) + d * 4L);
    for (int o = from + 1; o < to; o++) {
      int row = rows[o];
      if (row >= 0) {
        sum = sum.add(load(chunks[row >>> shift], arena.offsetBytes(row) + d * 4L));
      }
    }
    sum.intoArray(out, at);
  }

  private static void poolTail(
      RowArena arena, int[] rows, int from, int to, int d, int dim, float[] out, int at) {
    VectorMask<Float> tail = FloatLanes.tail(dim);
    MemorySegment[] chunks = arena.chunks();
    int shift = arena.chunkShift();
    int first = rows[from];
    FloatVector sum = load(chunks[first >>> shift], arena.offsetBytes(first) + d * 4L, tail);
    for (int o = from + 1; o < to; o++) {
      int row = rows[o];
      if (row >= 0) {
        sum = sum.add(load(chunks[row >>> shift], arena.offsetBytes(row) + d * 4L, tail));
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
