// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// How a layer is joined to the graph.
///
/// @param layer the number of the layer in the compiled graph, which finds its caches
/// @param name the layer's name or its place in the configuration, for messages
/// @param inputs the tensors it reads
/// @param gradients what backward does with the gradient of each input
/// @param outputs the tensors it writes
public record Wiring(
    int layer,
    String name,
    List<Tensor> inputs,
    List<InputGradient> gradients,
    List<Tensor> outputs) {
  /// Checks that every input has a gradient mode.
  public Wiring {
    inputs = List.copyOf(inputs);
    gradients = List.copyOf(gradients);
    outputs = List.copyOf(outputs);
    if (inputs.size() != gradients.size()) {
      throw new IllegalArgumentException("every input needs a gradient mode: " + name);
    }
  }

  /// Whether backward must produce the gradient of input `index`.
  public boolean wantsGradient(int index) {
    return gradients.get(index) != InputGradient.NONE;
  }

  /// Whether backward adds to the gradient of input `index`.
  public boolean accumulates(int index) {
    return gradients.get(index) == InputGradient.ACCUMULATE;
  }

  /// The only or first input.
  public Tensor input() {
    return inputs.getFirst();
  }

  /// The only or first output.
  public Tensor output() {
    return outputs.getFirst();
  }
}
