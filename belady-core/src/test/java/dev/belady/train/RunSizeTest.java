// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belady.config.ModelConfig;
import dev.belady.embedding.Combiner;
import dev.belady.embedding.EmbeddingTable;
import dev.belady.embedding.SharedKeyListener;
import dev.belady.embedding.TableSpec;
import dev.belady.kernel.RecordLayout;
import dev.belady.model.Optimizers;
import dev.belady.tier.FileRowStore;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RunSizeTest {
  private static final long HUGE = 100_000_000_000L;

  /// Batches of 10 samples, a table with slots of at most 3 keys each.
  private final ModelConfig config =
      TieredModels.config(TieredModels.json(new Random(1), TieredModels.OPTIMIZERS.get(0), 10, 50));

  private final int slots = config.data().sparse().get(0).slots();

  private RunSize size(long iterations, long samples) {
    ModelConfig longer =
        TieredModels.config(
            TieredModels.json(new Random(1), TieredModels.OPTIMIZERS.get(0), 10, 50),
            "solver.max_iter=" + iterations);
    return new RunSize(longer, samples < 0 ? OptionalLong.empty() : OptionalLong.of(samples));
  }

  private TableSpec table(boolean direct, long firstSlot) {
    List<Long> sizes =
        IntStream.range(0, slots).mapToObj(slot -> slot == 0 ? firstSlot : 2L).toList();
    return new TableSpec("t", 0, 4, Combiner.SUM, slots, direct ? sizes : List.of(), direct, 1);
  }

  @Test
  void aRunCannotMakeMoreRowsThanItReadsKeys() {
    assertThat(size(7, 20_000).mostRows(table(false, 1))).hasValue(7L * 10 * 3 * slots);
    assertThat(size(7, 35).mostRows(table(false, 1))).hasValue(35L * 3 * slots);
    assertThat(size(7, -1).mostRows(table(false, 1))).hasValue(7L * 10 * 3 * slots);
  }

  @Test
  void aTableOfAnySizeHasNoMoreRowsThanItsSlotsGet() {
    assertThat(size(7, 35).mostRows(table(true, HUGE))).hasValue(35 * 3 + 2 * (slots - 1));
    assertThat(size(1_000_000, HUGE).mostRows(table(true, 5))).hasValue(5 + 2 * (slots - 1));
    assertThat(size(Integer.MAX_VALUE, Long.MAX_VALUE).mostRows(table(true, HUGE)))
        .hasValue(table(true, HUGE).mostRows());
  }

  @Test
  void theFilesOfAnyTableAreShortWhereItsDataAreFew() {
    RecordLayout layout = Optimizers.of(config.embeddings().get(0).optimizer()).recordLayout(4);
    try (EmbeddingTable table =
        new EmbeddingTable(table(true, HUGE), layout, SharedKeyListener.NONE)) {
      RunSize size = size(7, 35);
      long rows = size.mostRows(table.spec()).orElseThrow();
      assertThat(size.mostStoreBytes(List.of(table), _ -> 0, 2))
          .hasValue(FileRowStore.mostBytes(rows, 4L * layout.floats(), 2));
      assertThat(size.mostStoreBytes(List.of(table), _ -> 0, 2).orElseThrow()).isLessThan(1 << 20);
      assertThat(size.mostStoreBytes(List.of(table), _ -> 1000, 2))
          .hasValue(FileRowStore.mostBytes(rows + 1000, 4L * layout.floats(), 2));
    }
  }

  @Test
  void whereNobodyKnowsTheLengthOnlyANumberedTableHasABound() {
    ModelConfig epochs =
        TieredModels.config(
            TieredModels.json(new Random(1), TieredModels.OPTIMIZERS.get(0), 10, 50),
            "solver.max_iter=null",
            "solver.num_epochs=2");
    RunSize size = new RunSize(epochs, OptionalLong.empty());
    assertThat(size.batches()).isEmpty();
    assertThat(size.mostRows(table(false, 1))).isEmpty();
    assertThat(size.mostRows(table(true, 9))).hasValue(9 + 2 * (slots - 1));
    assertThat(new RunSize(epochs, OptionalLong.of(25)).batches()).hasValue(2 * 3);
    assertThat(new RunSize(epochs, OptionalLong.of(25)).batchesWithNewKeys()).hasValue(3);
  }
}
