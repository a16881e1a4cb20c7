// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.InteractionKernels;
import java.util.List;

/// The pairwise dot products of DLRM: HugeCTR's Interaction.
///
/// Inputs are a dense vector `(B, d)` and n embedding vectors `(B, n, d)`; the output is `(B, d +
/// n(n+1)/2 + 1)` as [InteractionKernels] lays it out.
public final class DotInteraction implements Layer {
  private static final String TYPE = "Interaction";

  private final Wiring wiring;
  private final InteractionKernels kernels;
  private final int vectors;
  private final int width;

  /// A layer over a dense vector and embedding vectors of its width.
  public DotInteraction(Wiring wiring, InteractionKernels kernels) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring)));
    this.wiring = wiring;
    this.kernels = kernels;
    this.vectors = wiring.inputs().get(1).shape().dims().getFirst();
    this.width = wiring.input().shape().rowFloats();
  }

  /// `(B, d + n(n+1)/2 + 1)` for the inputs `(B, d)` and `(B, n, d)`.
  ///
  /// @throws IllegalArgumentException if the inputs are others
  public static List<TensorShape> outputShapes(List<TensorShape> inputs) {
    Shapes.requireCount(TYPE, inputs, 2);
    TensorShape dense = inputs.get(0);
    TensorShape embeddings = inputs.get(1);
    if (dense.rowsPerSample() != 1
        || embeddings.rowsPerSample() != 1
        || !dense.isMatrix()
        || embeddings.dims().size() != 2
        || !dense.dims().getLast().equals(embeddings.dims().getLast())) {
      throw new IllegalArgumentException(
          TYPE
              + " needs a dense input (B, d) and an embedding input (B, n, d) of the same d:"
              + " inputs="
              + inputs);
    }
    int n = embeddings.dims().getFirst();
    return List.of(TensorShape.vector(dense.rowFloats() + n * (n + 1) / 2 + 1));
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  /// The kernel writes both gradients; one that nobody wants goes to scratch.
  @Override
  public int scratchFloats(int samples) {
    if (!wiring.wantsGradient(0)) {
      return samples * width;
    }
    return wiring.wantsGradient(1) ? 0 : samples * vectors * width;
  }

  @Override
  public void forward(Workspace workspace) {
    Tensor dense = wiring.inputs().get(0);
    Tensor embeddings = wiring.inputs().get(1);
    Tensor output = wiring.output();
    kernels.forward(
        workspace.samples(),
        vectors,
        width,
        workspace.values(dense),
        workspace.offset(dense),
        workspace.values(embeddings),
        workspace.offset(embeddings),
        workspace.values(output),
        workspace.offset(output));
  }

  @Override
  public void backward(Workspace workspace) {
    boolean wantsDense = wiring.wantsGradient(0);
    boolean wantsEmbeddings = wiring.wantsGradient(1);
    if (!wantsDense && !wantsEmbeddings) {
      return;
    }
    Tensor dense = wiring.inputs().get(0);
    Tensor embeddings = wiring.inputs().get(1);
    Tensor output = wiring.output();
    kernels.backward(
        workspace.samples(),
        vectors,
        width,
        workspace.values(dense),
        workspace.offset(dense),
        workspace.values(embeddings),
        workspace.offset(embeddings),
        workspace.gradients(output),
        workspace.offset(output),
        wiring.accumulates(0),
        wantsDense ? workspace.gradients(dense) : workspace.scratch(),
        wantsDense ? workspace.offset(dense) : 0,
        wiring.accumulates(1),
        wantsEmbeddings ? workspace.gradients(embeddings) : workspace.scratch(),
        wantsEmbeddings ? workspace.offset(embeddings) : 0);
  }
}
