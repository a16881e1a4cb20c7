// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.ArrayList;
import java.util.List;

/// One configuration file: the model, its data, and how it is trained.
///
/// @param solver length of the run, batch sizes, evaluation, snapshots
/// @param optimizer the optimizer of the dense network and, where it has no own, of each embedding
/// @param data the samples
/// @param embeddings the embedding tables in the order of the file
/// @param layers the dense layers in the order of the file, each reading only tensors of earlier
///   ones
/// @param belady what only Belady knows
/// @param file the file's name, for messages
/// @param json the text of the file as it was read, after changes from the command line
/// @param notices one sentence for each thing in the file that is ignored, without duplicates
public record ModelConfig(
    SolverSpec solver,
    OptimizerSpec optimizer,
    DataSpec data,
    List<EmbeddingSpec> embeddings,
    List<LayerSpec> layers,
    BeladySpec belady,
    String file,
    String json,
    List<String> notices) {
  /// Copies the lists.
  public ModelConfig {
    embeddings = List.copyOf(embeddings);
    layers = List.copyOf(layers);
    notices = List.copyOf(notices);
  }

  /// The seed of the run: that of the `belady` object if it has one, else that of the solver.
  public long seed() {
    return belady.seed().orElse(solver.seed());
  }

  /// The loss layer.
  ///
  /// @throws IllegalStateException when there is none; a file that was read has exactly one
  public LayerSpec.LossSpec loss() {
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.LossSpec loss) {
        return loss;
      }
    }
    throw new IllegalStateException("no loss layer: " + file);
  }

  /// The same model with another memory budget.
  ///
  /// @param notice what a user should know of it
  public ModelConfig withMemory(MemoryBudget budget, String notice) {
    List<String> more = new ArrayList<>(notices);
    more.add(notice);
    return new ModelConfig(
        solver, optimizer, data, embeddings, layers, belady.withMemory(budget), file, json, more);
  }

  /// The same model with another solver, as the programming interface wants it: there the solver is
  /// given in code and the `solver` object of the file, and of [#json()], is ignored.
  public ModelConfig withSolver(SolverSpec other) {
    return new ModelConfig(
        other,
        optimizer,
        data.withKeyType(other.keyType()),
        embeddings,
        layers,
        belady,
        file,
        json,
        notices);
  }
}
