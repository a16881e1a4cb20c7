// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigException;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.KernelProvider;
import dev.belady.model.RowStores;
import dev.belady.tier.MemoryRowStore;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds memory budgets that work, by doing what the refusals say.
final class TieredBudgets {
  private static final Pattern LEAST = Pattern.compile("least=(\\d+)B");

  private TieredBudgets() {}

  /// The model with a budget.
  static ModelConfig config(String json, long budget, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("belady.memory=" + budget + "B");
    return TieredModels.config(json, all.toArray(String[]::new));
  }

  /// A budget that works for `steps` batches, from `first` up: what a run with less asks for.
  static long enough(String json, int steps, long first, String... settings)
      throws InterruptedException {
    RowStores stores = (table, floats) -> new MemoryRowStore(floats);
    return enough(
        first,
        budget -> {
          try (Session session =
              Session.open(config(json, budget, settings), KernelProvider.select(), stores)) {
            session.startDataReading();
            for (int step = 0; step < steps; step++) {
              session.train();
            }
          }
        });
  }

  /// A run with a budget.
  @FunctionalInterface
  interface Run {
    /// Trains with so many bytes.
    void train(long budget) throws InterruptedException;
  }

  /// A budget that works for a run, from `first` up.
  static long enough(long first, Run run) throws InterruptedException {
    long budget = first;
    for (int i = 0; i < 30; i++) {
      try {
        run.train(budget);
        return budget;
      } catch (ConfigException | TrainingException e) {
        Matcher least = LEAST.matcher(String.valueOf(e.getMessage()));
        assertThat(least.find()).as(e.getMessage()).isTrue();
        assertThat(Long.parseLong(least.group(1))).isGreaterThan(budget);
        budget = Long.parseLong(least.group(1));
      }
    }
    throw new AssertionError("no budget was enough, the last was " + budget);
  }
}
