// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// The logistic loss of one logit `(B, 1)` against a label in [0, 1], `(B, 1)`: HugeCTR's
/// BinaryCrossEntropyLoss.
///
/// Per sample `max(x, 0) - x y + log(1 + exp(-|x|))`; the output is the probability `sigmoid(x)`.
public final class BinaryCrossEntropy implements Loss {
  private static final String TYPE = "BinaryCrossEntropyLoss";

  private final Wiring wiring;

  /// A loss whose inputs are the logit and the label.
  public BinaryCrossEntropy(Wiring wiring) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
  }

  /// `(B, 1)` for the inputs `(B, 1)` and `(B, 1)`.
  ///
  /// @throws IllegalArgumentException if the inputs are others
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    TensorShape scalar = TensorShape.vector(1);
    if (!inputs.equals(List.of(scalar, scalar))) {
      throw new IllegalArgumentException(
          TYPE + " needs a logit (B, 1) and a label (B, 1): inputs=" + inputs);
    }
    return List.of(scalar);
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    Tensor logit = wiring.inputs().get(0);
    Tensor label = wiring.inputs().get(1);
    Tensor output = wiring.output();
    float[] x = workspace.values(logit);
    float[] y = workspace.values(label);
    float[] probability = workspace.values(output);
    int xOffset = workspace.offset(logit);
    int yOffset = workspace.offset(label);
    int outOffset = workspace.offset(output);
    double sum = 0;
    for (int i = 0; i < workspace.samples(); i++) {
      probability[outOffset + i] = (float) Logistic.sigmoid(x[xOffset + i]);
      sum += Logistic.loss(x[xOffset + i], y[yOffset + i]);
    }
    workspace.addLossSum(sum);
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    Tensor logit = wiring.inputs().get(0);
    Tensor label = wiring.inputs().get(1);
    float[] x = workspace.values(logit);
    float[] y = workspace.values(label);
    float[] dx = workspace.gradients(logit);
    int xOffset = workspace.offset(logit);
    int yOffset = workspace.offset(label);
    boolean accumulate = wiring.accumulates(0);
    for (int i = 0; i < workspace.samples(); i++) {
      double difference = Logistic.sigmoid(x[xOffset + i]) - y[yOffset + i];
      float gradient = (float) (difference / workspace.batchSamples());
      dx[xOffset + i] = accumulate ? dx[xOffset + i] + gradient : gradient;
    }
  }
}
