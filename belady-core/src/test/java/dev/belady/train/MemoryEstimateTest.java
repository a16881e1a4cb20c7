// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.popularity.PassWatch;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What [MemoryEstimate] says of the heap, and what a session keeps there.
final class MemoryEstimateTest {
  private static final int STEPS = 8;

  /// How many batches are read ahead is chance.
  private static final double TOLERANCE_PERCENT = 25;

  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

  /// What only the resident size of the process shows: the JVM, and rows outside of the heap.
  private static final List<String> NOT_IN_HEAP =
      List.of(
          "Java: code, stacks, young heap",
          "what counting left in the heap",
          "rows with optimizer state",
          "frames, planner and buffers",
          "store");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "solver.batchsize=8192",
        "layers.embedding.sparse_embedding_hparam.slot_size_array=null,"
            + "layers.embedding.sparse_embedding_hparam.max_vocabulary_size_per_gpu=40000000",
        "belady.memory=8MiB",
        "belady.popularity={}",
        "belady.memory=16MiB,belady.popularity={}"
      })
  void theHeapHoldsWhatWasForetold(String settings) throws InterruptedException {
    ModelConfig config = config(settings);
    Kernels kernels = KernelProvider.select();
    RunPlan plan = RunPlan.of(config, kernels, STEPS, 2, false, PassWatch.NONE);
    long foretold = 0;
    for (MemoryEstimate.Item item : plan.configured().items()) {
      foretold += NOT_IN_HEAP.contains(item.name()) ? 0 : item.bytes();
    }
    if (plan.budget() != null) {
      // The planner's entries are in the heap: 36 bytes of the 48 of a frame.
      foretold += 36 * (plan.budget().frames() - plan.budget().hotRows());
    }
    long before = usedBytes();
    try (Session session = Session.open(config, kernels)) {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        session.train();
        if (step == STEPS / 2) {
          session.evaluation();
        }
      }
      assertThat(usedBytes() - before)
          .as("settings=%s, foretold=%s", settings, plan.configured())
          .isCloseTo(foretold, Percentage.withPercentage(TOLERANCE_PERCENT));
    }
  }

  private static ModelConfig config(String settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "solver.max_iter=" + STEPS,
                "belady.threads=2",
                // Narrow, because tests of other vector widths make wide layers slow in this JVM.
                "layers.bottom1.fc_param.num_output=32",
                "layers.bottom2.fc_param.num_output=16",
                "layers.bottom3.fc_param.num_output=16",
                "layers.top1.fc_param.num_output=32",
                "layers.top2.fc_param.num_output=16",
                "layers.data.num_samples=500000",
                "solver.eval_batches=4"));
    if (!settings.isEmpty()) {
      all.addAll(List.of(settings.split(",(?=belady|layers|solver)")));
    }
    return ConfigFile.read(Path.of("..", "examples", "rmc2.json"), ConfigOverrides.of(all));
  }

  private static long usedBytes() {
    MEMORY.gc();
    return MEMORY.getHeapMemoryUsage().getUsed();
  }
}
