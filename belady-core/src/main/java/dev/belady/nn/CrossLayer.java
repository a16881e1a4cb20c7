// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The cross layers of DCN all in one, HugeCTR's MultiCross: with x0 the input,
///
/// ```
/// x[l+1] = x0 (x[l] . w[l]) + b[l] + x[l]
/// ```
///
/// Each of them is a multiple of the input plus a vector that is the same for all samples [2]:
///
/// ```
/// x[l] = a[l] x0 + c[l]
/// a[0] = 1    a[l+1] = a[l] + s[l]    s[l] = x[l] . w[l] = a[l] (x0 . w[l]) + c[l] . w[l]
/// c[0] = 0    c[l+1] = c[l] + b[l]
/// ```
///
/// So [#prepare] computes c and c . w once per step, and a sample costs one dot product per layer
/// and one sum, where the recursion costs a dot product, a sum and a stored vector per layer.
///
/// 1. R. Wang, B. Fu, G. Fu, M. Wang: Deep and Cross Network for Ad Click Predictions. ADKDD 2017.
/// 2. J. Lian et al.: xDeepFM: Combining Explicit and Implicit Feature Interactions for Recommender
///    Systems. KDD 2018.
public final class CrossLayer implements Layer {
  private static final String TYPE = "MultiCross";

  private final Wiring wiring;
  private final VectorOps vector;
  private final int rowsPerSample;
  private final int width;
  private final int layers;
  private final List<Parameter> parameters;
  private final int firstParameter;

  /// `c`, (layers + 1) x width.
  private final float[] shifts;

  /// `c . w` of each layer.
  private final float[] shiftDots;

  /// `layers` cross layers over one 2-D input.
  ///
  /// @param layers the number of cross layers, at least 1
  /// @param firstParameter where its parameters start in the array of all dense parameters: per
  ///   layer w, then b
  /// @param weightInit the first weights, XavierUniform by default
  /// @param biasInit the first biases, 0 by default
  public CrossLayer(
      Wiring wiring,
      int layers,
      int firstParameter,
      InitializerKind weightInit,
      InitializerKind biasInit,
      VectorOps vector) {
    Shapes.requirePositive(TYPE, "num_layers", layers);
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.vector = vector;
    this.rowsPerSample = wiring.input().shape().rowsPerSample();
    this.width = wiring.input().shape().rowFloats();
    this.layers = layers;
    this.firstParameter = firstParameter;
    this.shifts = new float[(layers + 1) * width];
    this.shiftDots = new float[layers];
    Initializer weights =
        weightInit.resolve(width, width, InitializerKind.xavierUniform(width, width));
    Initializer biases = biasInit.resolve(0, width, new Initializer.Constant(0));
    List<Parameter> all = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      String name = wiring.name() + "." + l;
      all.add(new Parameter(name + ".weight", weightOffset(l), 1, width, weights));
      all.add(new Parameter(name + ".bias", biasOffset(l), 1, width, biases));
    }
    this.parameters = List.copyOf(all);
  }

  /// The shape of the only input, which must be 2-D.
  ///
  /// @throws IllegalArgumentException if the inputs are others
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    return List.of(Shapes.requireOneMatrix(TYPE, inputs));
  }

  private int weightOffset(int l) {
    return firstParameter + 2 * l * width;
  }

  private int biasOffset(int l) {
    return weightOffset(l) + width;
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// `x[0] . w[l]` of every layer, then `a[0]` to `a[layers]`.
  @Override
  public List<Integer> cacheFloats() {
    return List.of(rowsPerSample * layers, rowsPerSample * (layers + 1));
  }

  /// The gradient of `c[l]` while l goes down, and that of `c[l] . w[l]` of every layer.
  @Override
  public int scratchFloats(int samples) {
    return width + layers;
  }

  @Override
  public void prepare(float[] values, boolean training) {
    for (int l = 0; l < layers; l++) {
      int shift = l * width;
      shiftDots[l] = vector.dot(width, shifts, shift, values, weightOffset(l));
      vector.copy(width, shifts, shift, false, shifts, shift + width);
      vector.copy(width, values, biasOffset(l), true, shifts, shift + width);
    }
  }

  @Override
  public void forward(Workspace workspace) {
    float[] in = workspace.values(wiring.input());
    float[] out = workspace.values(wiring.output());
    float[] weights = workspace.parameters();
    float[] dots = workspace.cache(wiring.layer(), 0);
    float[] scales = workspace.cache(wiring.layer(), 1);
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      int x = workspace.offset(wiring.input()) + row * width;
      int y = workspace.offset(wiring.output()) + row * width;
      int dot = row * layers;
      int scale = row * (layers + 1);
      scales[scale] = 1;
      for (int l = 0; l < layers; l++) {
        dots[dot + l] = vector.dot(width, in, x, weights, weightOffset(l));
        float a = scales[scale + l];
        scales[scale + l + 1] = a + (a * dots[dot + l] + shiftDots[l]);
      }
      vector.copy(width, shifts, layers * width, false, out, y);
      vector.axpy(width, scales[scale + layers], in, x, out, y);
    }
  }

  @Override
  public void backward(Workspace workspace) {
    float[] scratch = workspace.scratch();
    Arrays.fill(scratch, 0, width + layers, 0);
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      backwardRow(workspace, row, scratch);
    }
    float[] weights = workspace.parameters();
    float[] dParameters = workspace.parameterGradients();
    for (int l = layers - 1; l >= 0; l--) {
      float dShiftDot = scratch[width + l];
      vector.copy(width, scratch, 0, true, dParameters, biasOffset(l));
      vector.axpy(width, dShiftDot, shifts, l * width, dParameters, weightOffset(l));
      vector.axpy(width, dShiftDot, weights, weightOffset(l), scratch, 0);
    }
  }

  /// Adds the gradients of `w` through `x[0] . w`, and of `c[layers]` and every `c . w` to
  /// `scratch`.
  private void backwardRow(Workspace workspace, int row, float[] scratch) {
    float[] in = workspace.values(wiring.input());
    float[] dIn = workspace.gradients(wiring.input());
    float[] dOut = workspace.gradients(wiring.output());
    float[] weights = workspace.parameters();
    float[] dParameters = workspace.parameterGradients();
    float[] dots = workspace.cache(wiring.layer(), 0);
    float[] scales = workspace.cache(wiring.layer(), 1);
    int x = workspace.offset(wiring.input()) + row * width;
    int y = workspace.offset(wiring.output()) + row * width;
    int scale = row * (layers + 1);
    boolean wanted = wiring.wantsGradient(0);
    vector.copy(width, dOut, y, true, scratch, 0);
    if (wanted) {
      if (!wiring.accumulates(0)) {
        Arrays.fill(dIn, x, x + width, 0);
      }
      vector.axpy(width, scales[scale + layers], dOut, y, dIn, x);
    }
    float dScale = vector.dot(width, dOut, y, in, x);
    for (int l = layers - 1; l >= 0; l--) {
      scratch[width + l] += dScale;
      float dDot = dScale * scales[scale + l];
      vector.axpy(width, dDot, in, x, dParameters, weightOffset(l));
      if (wanted) {
        vector.axpy(width, dDot, weights, weightOffset(l), dIn, x);
      }
      dScale += dScale * dots[row * layers + l];
    }
  }
}
