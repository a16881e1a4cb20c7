// SPDX-License-Identifier: Apache-2.0
package dev.belady.model;

import dev.belady.config.LayerSpec;
import dev.belady.nn.Tensor;
import java.util.List;

/// A layer whose tensors are known but which is not made yet.
///
/// @param spec what the configuration says
/// @param inputs the tensors it reads
/// @param outputs the tensors it writes
/// @param fusedRelu whether the ReLU behind it became part of it
record PlannedLayer(LayerSpec spec, List<Tensor> inputs, List<Tensor> outputs, boolean fusedRelu) {}
