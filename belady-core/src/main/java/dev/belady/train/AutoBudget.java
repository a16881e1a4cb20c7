// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.config.ByteSize;
import dev.belady.config.ConfigException;
import dev.belady.config.MemoryBudget;
import dev.belady.config.ModelConfig;
import dev.belady.memory.MachineMemory;
import dev.belady.model.Model;
import java.util.Locale;
import java.util.Optional;

/// Chooses the budget where a configuration says `auto`: what the machine or the container has,
/// less a reserve. The reserve is what the model, the JVM and the batches take, and a fifth of all
/// for the key index, which grows with the rows, and for others.
final class AutoBudget {
  private static final int BATCHES = 2 * 70;
  private static final long UNIT = 1 << 20;

  private AutoBudget() {}

  /// The configuration with a number instead of `auto`, and a notice that tells it.
  ///
  /// @throws ConfigException when nothing is left, or the system does not tell what it has
  static ModelConfig choose(
      ModelConfig config,
      MemoryBudget budget,
      Model model,
      int threads,
      Optional<MachineMemory> has) {
    if (has.isEmpty()) {
      throw new ConfigException(
          "memory=auto needs a system that tells what it has: memory=auto (belady, "
              + config.file()
              + ")");
    }
    MachineMemory machine = has.get();
    long fixed =
        MemoryEstimate.JVM_BYTES
            + MemoryEstimate.modelItems(model, threads).stream()
                .mapToLong(MemoryEstimate.Item::bytes)
                .sum()
            + BATCHES * MemoryEstimate.batchBytes(config, config.solver().batchSize());
    long reserve = fixed + machine.bytes() / 5;
    long chosen = (machine.bytes() - reserve) / UNIT * UNIT;
    String numbers =
        String.format(
            Locale.ROOT,
            "%s=%dMiB, reserve=%dMiB",
            machine.source(),
            machine.bytes() / UNIT,
            reserve / UNIT);
    if (chosen <= 0) {
      throw new ConfigException(
          "memory=auto leaves nothing for rows: " + numbers + " (belady, " + config.file() + ")");
    }
    return config.withMemory(
        budget.withMemory(new ByteSize(chosen)),
        String.format(Locale.ROOT, "memory=auto became %dMiB: %s", chosen / UNIT, numbers));
  }
}
