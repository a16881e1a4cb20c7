// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// `x` where x >= 0, else `alpha (exp(x) - 1)`.
///
/// 1. D.-A. Clevert, T. Unterthiner, S. Hochreiter: Fast and Accurate Deep Network Learning by
///    Exponential Linear Units. ICLR 2016.
public final class Elu implements Layer {
  private final Wiring wiring;
  private final float alpha;
  private final int sampleFloats;

  /// A layer over one input of any shape.
  public Elu(Wiring wiring, float alpha) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.alpha = alpha;
    this.sampleFloats = wiring.input().shape().sampleFloats();
  }

  /// The shape of the only input.
  ///
  /// @throws IllegalArgumentException if there is not exactly one input
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    Shapes.requireCount("ELU", inputs, 1);
    return inputs;
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    float[] in = workspace.values(wiring.input());
    float[] out = workspace.values(wiring.output());
    int inOffset = workspace.offset(wiring.input());
    int outOffset = workspace.offset(wiring.output());
    for (int i = 0; i < workspace.samples() * sampleFloats; i++) {
      float x = in[inOffset + i];
      out[outOffset + i] = x < 0 ? (float) (alpha * StrictMath.expm1(x)) : x;
    }
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    float[] in = workspace.values(wiring.input());
    float[] out = workspace.values(wiring.output());
    float[] dIn = workspace.gradients(wiring.input());
    float[] dOut = workspace.gradients(wiring.output());
    int inOffset = workspace.offset(wiring.input());
    int outOffset = workspace.offset(wiring.output());
    boolean accumulate = wiring.accumulates(0);
    for (int i = 0; i < workspace.samples() * sampleFloats; i++) {
      float slope = in[inOffset + i] < 0 ? out[outOffset + i] + alpha : 1;
      float gradient = dOut[outOffset + i] * slope;
      dIn[inOffset + i] = accumulate ? dIn[inOffset + i] + gradient : gradient;
    }
  }
}
