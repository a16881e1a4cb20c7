// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import dev.belady.model.Network;
import dev.belady.nn.DotInteraction;
import dev.belady.nn.Layer;
import dev.belady.nn.Linear;
import dev.belady.nn.Parameter;

/// Counts the float operations of a training step that matrix products make: those of linear layers
/// and pairwise interactions. A multiply-add is two; backward costs once the forward for each
/// gradient it makes.
final class FloatOperations {
  private FloatOperations() {}

  /// Operations per sample, forward and backward.
  static long perSample(Network network) {
    long sum = 0;
    for (Layer layer : network.layers()) {
      switch (layer) {
        case Linear linear -> sum += forward(linear) * (linear.wiring().wantsGradient(0) ? 3 : 2);
        case DotInteraction interaction -> sum += forward(interaction) * 3;
        default -> {}
      }
    }
    return sum;
  }

  private static long forward(Linear linear) {
    Parameter weight = linear.parameters().getFirst();
    return 2L * weight.size() * linear.wiring().input().shape().rowsPerSample();
  }

  private static long forward(DotInteraction interaction) {
    long vectors = interaction.wiring().inputs().get(1).shape().dims().getFirst();
    long width = interaction.wiring().input().shape().rowFloats();
    return vectors * (vectors + 1) / 2 * 2 * width;
  }
}
