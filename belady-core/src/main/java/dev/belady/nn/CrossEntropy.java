// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// The cross entropy of two logits `(B, 2)` against a label `(B, 1)`, whose class is 0 below 0.5
/// and else 1: HugeCTR's CrossEntropyLoss.
///
/// The output `(B, 1)` is the probability of class 1. A softmax of two logits is the logistic
/// function of their difference, and is so computed.
public final class CrossEntropy implements Loss {
  private static final String TYPE = "CrossEntropyLoss";
  private static final int CLASSES = 2;

  private final Wiring wiring;

  /// A loss whose inputs are the logits and the label.
  public CrossEntropy(Wiring wiring) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
  }

  /// `(B, 1)` for the inputs `(B, 2)` and `(B, 1)`.
  ///
  /// @throws IllegalArgumentException if the inputs are others
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    if (!inputs.equals(List.of(TensorShape.vector(CLASSES), TensorShape.vector(1)))) {
      throw new IllegalArgumentException(
          TYPE + " needs logits (B, 2) and a label (B, 1): inputs=" + inputs);
    }
    return List.of(TensorShape.vector(1));
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    Tensor label = wiring.inputs().get(1);
    float[] labels = workspace.values(label);
    float[] probability = workspace.values(wiring.output());
    int labelOffset = workspace.offset(label);
    int outOffset = workspace.offset(wiring.output());
    double sum = 0;
    for (int i = 0; i < workspace.samples(); i++) {
      double difference = difference(workspace, i);
      probability[outOffset + i] = (float) Logistic.sigmoid(difference);
      sum += Logistic.loss(difference, target(labels[labelOffset + i]));
    }
    workspace.addLossSum(sum);
  }

  private double difference(Workspace workspace, int sample) {
    float[] x = workspace.values(wiring.input());
    int offset = workspace.offset(wiring.input()) + sample * CLASSES;
    return (double) x[offset + 1] - x[offset];
  }

  private static double target(float label) {
    return label < 0.5f ? 0 : 1;
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    Tensor label = wiring.inputs().get(1);
    float[] labels = workspace.values(label);
    float[] dx = workspace.gradients(wiring.input());
    int labelOffset = workspace.offset(label);
    boolean accumulate = wiring.accumulates(0);
    for (int i = 0; i < workspace.samples(); i++) {
      double probability = Logistic.sigmoid(difference(workspace, i));
      double error = probability - target(labels[labelOffset + i]);
      float gradient = (float) (error / workspace.batchSamples());
      int offset = workspace.offset(wiring.input()) + i * CLASSES;
      dx[offset] = accumulate ? dx[offset] - gradient : -gradient;
      dx[offset + 1] = accumulate ? dx[offset + 1] + gradient : gradient;
    }
  }
}
