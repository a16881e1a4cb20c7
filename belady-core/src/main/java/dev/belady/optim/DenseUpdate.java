// SPDX-License-Identifier: Apache-2.0
package dev.belady.optim;

import dev.belady.kernel.DenseUpdateKernels;
import dev.belady.kernel.Regularizer;
import dev.belady.kernel.RowUpdateRule;
import java.util.Arrays;

/// The optimizer of the dense parameters: its states, and the update of a range of elements.
///
/// The ranges of one step may be updated by different threads; together they must cover every
/// element once. The result does not depend on the ranges.
public final class DenseUpdate {
  private final Optimizer optimizer;
  private final DenseUpdateKernels kernels;
  private final float[][] states;

  /// The optimizer of `size` dense parameters with its states as they are at first.
  public DenseUpdate(Optimizer optimizer, DenseUpdateKernels kernels, int size) {
    this.optimizer = optimizer;
    this.kernels = kernels;
    this.states = new float[optimizer.initialStates().size()][size];
    for (int i = 0; i < states.length; i++) {
      Arrays.fill(states[i], optimizer.initialStates().get(i));
    }
  }

  /// The states, each with one float per parameter, for saving and loading. Owned by this object.
  public float[][] states() {
    return states;
  }

  /// The formula of step `step`, the first is 1, for all ranges of the step.
  public RowUpdateRule rule(float learningRate, int step) {
    return optimizer.denseRule(learningRate, step);
  }

  /// Moves parameters `begin` to `end - 1` and leaves that range of the lanes at 0.
  ///
  /// @param lanes partial gradients, added as [DenseUpdateKernels] says
  public void update(
      int begin,
      int end,
      float[] parameters,
      float[][] lanes,
      Regularizer regularizer,
      RowUpdateRule rule) {
    kernels.update(begin, end, parameters, lanes, regularizer, states, rule);
  }
}
