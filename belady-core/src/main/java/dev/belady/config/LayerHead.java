// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.List;

/// What every layer has: its place, its name and the tensors that it joins.
///
/// @param place its place for messages, for example `layers[3] 'fc1'`
/// @param name its name; the first output where the file gives none
/// @param inputs the `bottom` tensors
/// @param outputs the `top` tensors
public record LayerHead(String place, String name, List<String> inputs, List<String> outputs) {
  /// Copies the lists.
  public LayerHead {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
