// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import java.util.List;

/// Refuses optimizers that cannot keep to a memory budget.
final class BudgetCheck {
  private BudgetCheck() {}

  /// Notes an error for each embedding layer whose optimizer moves every row in every step.
  static void check(List<EmbeddingSpec> embeddings, Findings findings) {
    for (EmbeddingSpec embedding : embeddings) {
      if (movesEveryRow(embedding.optimizer())) {
        findings.attempt(() -> {
          throw findings.error(
              "update_type Global moves every row in every step, so that all rows would have to"
                  + " pass through memory for each batch: belady.memory needs update_type Local"
                  + " or LazyGlobal: update_type=Global",
              embedding.place());
        });
      }
    }
  }

  private static boolean movesEveryRow(OptimizerSpec optimizer) {
    return optimizer.updateType() == OptimizerSpec.UpdateType.GLOBAL
        && switch (optimizer.rule()) {
          case OptimizerSpec.MomentumSgd _, OptimizerSpec.Nesterov _, OptimizerSpec.Adam _ -> true;
          case OptimizerSpec.Sgd _, OptimizerSpec.AdaGrad _, OptimizerSpec.Ftrl _ -> false;
        };
  }
}
