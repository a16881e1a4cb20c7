// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// A tensor of the compiled graph: its number in every [Workspace], its name and its shape.
///
/// Two tensors may share a buffer (a reshape is a view): they then have the same `buffer`.
///
/// @param buffer the buffer of values and of gradients in a workspace, from 0
/// @param name the name in the configuration
/// @param shape the shape per sample
public record Tensor(int buffer, String name, TensorShape shape) {}
