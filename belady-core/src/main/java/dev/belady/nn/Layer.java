// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// A compiled layer of the dense network.
///
/// One object serves all workers at once: everything that differs between shards is in the
/// [Workspace]. `forward` and `backward` allocate nothing and see the samples of one shard. What a
/// layer's forward must remember for its backward (a dropout mask, a cross layer's inner products)
/// stands in workspace buffers that it declares with [#cacheFloats()].
public interface Layer {
  /// Its inputs and outputs.
  Wiring wiring();

  /// Its trainable arrays, in the order of HugeCTR's dense model file.
  default List<Parameter> parameters() {
    return List.of();
  }

  /// Floats per sample of each cache that forward leaves for backward.
  default List<Integer> cacheFloats() {
    return List.of();
  }

  /// Floats of [Workspace#scratch()] that one call needs for a shard of `samples` samples.
  default int scratchFloats(int samples) {
    return 0;
  }

  /// Called once per step, before any shard, when the parameters may have changed; layers with
  /// packed weights pack them here. Different layers may be called on different threads.
  ///
  /// @param training whether backward will follow
  default void prepare(float[] parameters, boolean training) {}

  /// Whether backward overwrites the parameter gradients where [Workspace#startsGradients()] says
  /// so. Else they are set to 0 before and backward only adds.
  default boolean startsGradients() {
    return false;
  }

  /// Computes the outputs of the shard.
  void forward(Workspace workspace);

  /// Computes the input gradients as the wiring says and adds the parameter gradients to
  /// [Workspace#parameterGradients()]. The gradients of the outputs are complete and may be
  /// changed.
  void backward(Workspace workspace);
}
