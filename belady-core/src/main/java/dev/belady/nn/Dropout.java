// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import dev.belady.random.CounterRandom;
import java.util.List;

/// Sets each element to 0 with probability `rate` while training and scales the others so that the
/// expectation stays; copies in evaluation. May run in place.
///
/// Whether an element is kept depends on the seed, the name of the output tensor, the step, the
/// sample's place in the batch and the element's place in the sample, hence on no shard and no
/// thread. One draw of 64 bits decides four elements by 16 bits each; the scale is the inverse of
/// the probability so rounded.
///
/// 1. N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, R. Salakhutdinov: Dropout: A Simple
///    Way to Prevent Neural Networks from Overfitting. JMLR 15, 2014.
public final class Dropout implements Layer {
  private static final String TYPE = "Dropout";
  private static final int ELEMENTS_PER_DRAW = 4;
  private static final int BITS = 16;
  private static final int OUTCOMES = 1 << BITS;

  private final Wiring wiring;
  private final CounterRandom random;
  private final VectorOps vector;
  private final String purpose;
  private final int sampleFloats;
  private final int keptOutcomes;
  private final float scale;

  /// A layer over one input of any shape.
  ///
  /// @param rate the probability of 0, in `[0, 1)`
  public Dropout(Wiring wiring, float rate, CounterRandom random, VectorOps vector) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("rate of " + TYPE + " must be >= 0 and < 1: rate=" + rate);
    }
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.random = random;
    this.vector = vector;
    this.purpose = "dropout " + wiring.output().name();
    this.sampleFloats = wiring.input().shape().sampleFloats();
    this.keptOutcomes = (int) StrictMath.max(1, StrictMath.round((1.0 - rate) * OUTCOMES));
    this.scale = (float) (OUTCOMES / (double) keptOutcomes);
  }

  /// The shape of the only input.
  ///
  /// @throws IllegalArgumentException if there is not exactly one input
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    Shapes.requireCount(TYPE, inputs, 1);
    return inputs;
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  /// The factor of every element, 0 or the scale.
  @Override
  public List<Integer> cacheFloats() {
    return List.of(sampleFloats);
  }

  @Override
  public void forward(Workspace workspace) {
    int n = workspace.samples() * sampleFloats;
    float[] in = workspace.values(wiring.input());
    float[] out = workspace.values(wiring.output());
    int inOffset = workspace.offset(wiring.input());
    int outOffset = workspace.offset(wiring.output());
    if (!workspace.training()) {
      vector.copy(n, in, inOffset, false, out, outOffset);
      return;
    }
    float[] factors = workspace.cache(wiring.layer(), 0);
    long stream = CounterRandom.stream(purpose, workspace.step());
    int drawsPerSample = Math.ceilDiv(sampleFloats, ELEMENTS_PER_DRAW);
    for (int i = 0; i < workspace.samples(); i++) {
      long firstDraw = ((long) workspace.firstSample() + i) * drawsPerSample;
      drawFactors(factors, i * sampleFloats, stream, firstDraw);
    }
    vector.multiply(n, in, inOffset, factors, 0, false, out, outOffset);
  }

  private void drawFactors(float[] factors, int offset, long stream, long firstDraw) {
    long position = firstDraw;
    for (int first = 0; first < sampleFloats; first += ELEMENTS_PER_DRAW) {
      long bits = random.bits(stream, position++);
      int count = StrictMath.min(ELEMENTS_PER_DRAW, sampleFloats - first);
      for (int j = 0; j < count; j++) {
        int outcome = (int) (bits >>> (j * BITS)) & (OUTCOMES - 1);
        factors[offset + first + j] = outcome < keptOutcomes ? scale : 0;
      }
    }
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    vector.multiply(
        workspace.samples() * sampleFloats,
        workspace.gradients(wiring.output()),
        workspace.offset(wiring.output()),
        workspace.cache(wiring.layer(), 0),
        0,
        wiring.accumulates(0),
        workspace.gradients(wiring.input()),
        workspace.offset(wiring.input()));
  }
}
