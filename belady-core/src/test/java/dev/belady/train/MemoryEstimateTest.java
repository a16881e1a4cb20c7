// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import dev.belady.popularity.PassWatch;
import dev.belady.tier.FileRowStore;
import dev.belady.tier.RowAddresses;
import dev.belady.tier.RowStore;
import dev.belady.tier.StoreRoom;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What [MemoryEstimate] says of the heap, and what a session keeps there.
final class MemoryEstimateTest {
  private static final int STEPS = 8;
  private static final List<String> AHEAD =
      List.of("belady-assemble", "belady-decode-", "belady-planner", "belady-mover");

  private static final Pattern OF_CLASS =
      Pattern.compile(" *\\d+: +\\d+ +(?<bytes>\\d+) +(?<name>.*)");

  /// What only the resident size of the process shows: the JVM, and rows outside of the heap.
  private static final List<String> NOT_IN_HEAP =
      List.of(
          "Java: code, stacks, young heap",
          "what counting left in the heap",
          "rows with optimizer state",
          "frames, planner and buffers",
          "copies of rows in evaluations",
          "store");

  @TempDir private Path folder;

  /// The limit is for a thread that never waits; no test needs it otherwise.
  @Timeout(120)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "solver.batchsize=8192",
        "layers.embedding.sparse_embedding_hparam.slot_size_array=null,"
            + "layers.embedding.sparse_embedding_hparam.max_vocabulary_size_per_gpu=40000000",
        "belady.memory=8MiB",
        "belady.popularity={}",
        "belady.memory=16MiB,belady.popularity={}",
        "belady.memory=40MiB,belady.store=memory,solver.batchsize=8192"
      })
  void theHeapHoldsWhatWasForetold(String settings) throws InterruptedException, JMException {
    ModelConfig config = config(settings);
    Kernels kernels = KernelProvider.select();
    RunPlan plan = RunPlan.of(config, kernels, Long.MAX_VALUE, 2, false, PassWatch.NONE);
    long foretold = 0;
    for (MemoryEstimate.Item item : plan.configured().items()) {
      foretold += NOT_IN_HEAP.contains(item.name()) ? 0 : item.bytes();
    }
    if (plan.budget() != null) {
      // The planner's entries are in the heap: 36 bytes of the 48 of a frame.
      foretold += 36 * (plan.budget().frames() - plan.budget().hotRows());
    }
    long before = liveBytes();
    try (Session session = Session.open(config, kernels)) {
      session.startDataReading();
      for (int step = 0; step < STEPS; step++) {
        session.train();
        if (step == STEPS / 2) {
          session.predict((predictions, labels, count) -> awaitFullQueues());
        }
      }
      awaitFullQueues();
      assertThat(liveBytes() - before)
          .as("settings=%s, foretold=%s", settings, plan.configured())
          .isCloseTo(foretold, Percentage.withPercentage(15));
    }
  }

  /// Every row twice, so that rows change their slots.
  @ParameterizedTest
  @ValueSource(ints = {4, 16, 192})
  void aStoreInAFileKeepsWhatWasForetold(int floats) throws JMException {
    int rows = Math.min(500_000, 8_000_000 / floats);
    int atOnce = 1000;
    long before = liveBytes();
    try (Arena arena = Arena.ofConfined();
        RowStore store =
            FileRowStore.create(
                folder.resolve("rows"), floats, false, new StoreRoom(Long.MAX_VALUE))) {
      long record = arena.allocate(4L * floats, 8).address();
      for (int at = 0; at < 2 * rows; at += atOnce) {
        RowAddresses list = new RowAddresses();
        for (int i = 0; i < atOnce; i++) {
          list.add((at + i) % rows, record);
        }
        list.sort();
        store.write(list, 0, list.count());
      }
      assertThat(liveBytes() - before)
          .isCloseTo(FileRowStore.heapBytes(rows, 4L * floats), Percentage.withPercentage(15));
    }
  }

  private static ModelConfig config(String settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                // The keys of the batches read ahead are known too.
                "solver.max_iter=" + (STEPS + (settings.contains("memory") ? 20 : 3)),
                "belady.threads=2",
                // Narrow, because tests of other vector widths make wide layers slow in this JVM.
                "layers.bottom1.fc_param.num_output=32",
                "layers.bottom2.fc_param.num_output=16",
                "layers.bottom3.fc_param.num_output=16",
                "layers.top1.fc_param.num_output=32",
                "layers.top2.fc_param.num_output=16",
                "layers.data.num_samples=500000",
                "solver.eval_batches=8"));
    if (!settings.isEmpty()) {
      all.addAll(List.of(settings.split(",(?=belady|layers|solver)")));
    }
    return ConfigFile.read(Path.of("..", "examples", "rmc2.json"), ConfigOverrides.of(all));
  }

  /// The estimate is of the peak: when those who read and plan ahead are as far ahead as they may.
  private static void awaitFullQueues() {
    int idle = 0;
    while (idle < 5) {
      idle = aheadThreads().allMatch(state -> state == Thread.State.WAITING) ? idle + 1 : 0;
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Stream<Thread.State> aheadThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> AHEAD.stream().anyMatch(thread.getName()::startsWith))
        .map(Thread::getState);
  }

  /// The bytes of all objects that are still used. The heap's own figure also has what G1 fills the
  /// regions of large arrays up with; a run's collector has no regions.
  private static long liveBytes() throws JMException {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return histogram
        .toString()
        .lines()
        .map(OF_CLASS::matcher)
        .filter(Matcher::matches)
        .filter(line -> !line.group("name").contains("jdk.internal.vm.Filler"))
        .mapToLong(line -> Long.parseLong(line.group("bytes")))
        .sum();
  }
}
