// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// The weighted mean of the logistic losses of several targets, logits and labels `(B, L)`:
/// HugeCTR's MultiCrossEntropyLoss.
///
/// A label below -0.5 means that the target of this sample is unknown: its loss and gradient are 0,
/// but it counts in the mean over `B * L`. The outputs are the probabilities of the targets.
public final class MultiCrossEntropy implements Loss {
  private static final String TYPE = "MultiCrossEntropyLoss";

  private final Wiring wiring;
  private final float[] targetWeights;

  /// A loss whose inputs are the logits and the labels.
  ///
  /// @param targetWeights the weight of each target
  public MultiCrossEntropy(Wiring wiring, float[] targetWeights) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring), targetWeights.length));
    this.wiring = wiring;
    this.targetWeights = targetWeights.clone();
  }

  /// `(B, L)` for two inputs `(B, L)`.
  ///
  /// @param weights the number of target weights
  /// @throws IllegalArgumentException if the inputs are others or L is not `weights`
  public static List<TensorShape> outputShapes(List<TensorShape> inputs, int weights) {
    Shapes.requireCount(TYPE, inputs, 2);
    TensorShape logits = Shapes.requireEqual(TYPE, inputs);
    if (!logits.isMatrix() || logits.rowsPerSample() != 1) {
      throw new IllegalArgumentException(
          TYPE + " needs logits and labels (B, targets): inputs=" + inputs);
    }
    if (logits.rowFloats() != weights) {
      throw new IllegalArgumentException(
          "target_weight of "
              + TYPE
              + " must have one weight per target: weights="
              + weights
              + ", targets="
              + logits.rowFloats());
    }
    return List.of(logits);
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    Tensor label = wiring.inputs().get(1);
    float[] x = workspace.values(wiring.input());
    float[] y = workspace.values(label);
    float[] probability = workspace.values(wiring.output());
    int xOffset = workspace.offset(wiring.input());
    int yOffset = workspace.offset(label);
    int outOffset = workspace.offset(wiring.output());
    int targets = targetWeights.length;
    double sum = 0;
    for (int i = 0; i < workspace.samples() * targets; i++) {
      probability[outOffset + i] = (float) Logistic.sigmoid(x[xOffset + i]);
      if (isKnown(y[yOffset + i])) {
        sum += targetWeights[i % targets] * Logistic.loss(x[xOffset + i], y[yOffset + i]);
      }
    }
    workspace.addLossSum(sum / targets);
  }

  private static boolean isKnown(float label) {
    return !(label < -0.5f);
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    Tensor label = wiring.inputs().get(1);
    float[] x = workspace.values(wiring.input());
    float[] y = workspace.values(label);
    float[] dx = workspace.gradients(wiring.input());
    int xOffset = workspace.offset(wiring.input());
    int yOffset = workspace.offset(label);
    int targets = targetWeights.length;
    double terms = (double) workspace.batchSamples() * targets;
    boolean accumulate = wiring.accumulates(0);
    for (int i = 0; i < workspace.samples() * targets; i++) {
      float gradient = 0;
      if (isKnown(y[yOffset + i])) {
        double error = Logistic.sigmoid(x[xOffset + i]) - y[yOffset + i];
        gradient = (float) (targetWeights[i % targets] * error / terms);
      }
      dx[xOffset + i] = accumulate ? dx[xOffset + i] + gradient : gradient;
    }
  }
}
