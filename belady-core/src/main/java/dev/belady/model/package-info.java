// SPDX-License-Identifier: Apache-2.0

/// The network built from a configuration: layers in order, their tensors and buffers, and the
/// dense parameters.
@NullMarked
package dev.belady.model;

import org.jspecify.annotations.NullMarked;
