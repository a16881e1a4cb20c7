// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import java.util.List;

/// Rules that layers share about the shapes of their inputs; a broken rule is an
/// [IllegalArgumentException] that names the layer type as the configuration spells it.
final class Shapes {
  private Shapes() {}

  static void requireCount(String type, List<TensorShape> inputs, int count) {
    if (inputs.size() != count) {
      throw new IllegalArgumentException(
          type
              + " needs exactly "
              + count
              + " input"
              + (count == 1 ? "" : "s")
              + ": inputs="
              + inputs);
    }
  }

  static void requireAtLeast(String type, List<TensorShape> inputs, int count) {
    if (inputs.size() < count) {
      throw new IllegalArgumentException(
          type
              + " needs at least "
              + count
              + " input"
              + (count == 1 ? "" : "s")
              + ": inputs="
              + inputs);
    }
  }

  static void requireMatrix(String type, TensorShape input) {
    if (!input.isMatrix()) {
      throw new IllegalArgumentException(type + " needs a 2-D input (B, width): input=" + input);
    }
  }

  /// One 2-D input.
  static TensorShape requireOneMatrix(String type, List<TensorShape> inputs) {
    requireCount(type, inputs, 1);
    requireMatrix(type, inputs.getFirst());
    return inputs.getFirst();
  }

  /// At least two inputs of one shape.
  static TensorShape requireEqual(String type, List<TensorShape> inputs) {
    requireAtLeast(type, inputs, 2);
    for (TensorShape input : inputs) {
      if (!input.equals(inputs.getFirst())) {
        throw new IllegalArgumentException(type + " needs inputs of one shape: inputs=" + inputs);
      }
    }
    return inputs.getFirst();
  }

  static void requirePositive(String type, String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name + " of " + type + " must be > 0: " + name + "=" + value);
    }
  }

  /// The shapes of a wiring's inputs, in order.
  static List<TensorShape> inputs(Wiring wiring) {
    return wiring.inputs().stream().map(Tensor::shape).toList();
  }

  /// Checks that the wiring's outputs have the shapes that the layer will write.
  static void requireOutputs(Wiring wiring, List<TensorShape> expected) {
    List<TensorShape> outputs = wiring.outputs().stream().map(Tensor::shape).toList();
    if (!outputs.equals(expected)) {
      throw new IllegalArgumentException(
          "outputs of "
              + wiring.name()
              + " must have the shapes "
              + expected
              + ": outputs="
              + outputs);
    }
  }
}
